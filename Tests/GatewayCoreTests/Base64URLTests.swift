internal import TestSupport
internal import Testing

@testable internal import GatewayCore

/// The alphabet of RFC 4648, section 5, without padding.
@Suite struct Base64URLTests {
  static let vectors: [(bytes: [UInt8], text: String)] = [
    ([], ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"), (Array("foo".utf8), "Zm9v"),
    (Array("foob".utf8), "Zm9vYg"), (Array("fooba".utf8), "Zm9vYmE"), (Array("foobar".utf8), "Zm9vYmFy"),
    ([0xFB, 0xFF, 0xFE], "-__-"), ([0, 0, 0], "AAAA"),
  ]

  @Test(arguments: vectors) func theVectorsOfTheStandardHold(_ bytes: [UInt8], _ text: String) {
    #expect(Base64URL.encode(bytes) == text)
    #expect(Base64URL.decode(text) == bytes)
  }

  @Test(arguments: ["A", "AAAAA", "Zh", "Zm9", "Zg==", "Zm 8", "Zm+v", "Zm/v", "é"])
  func whatNoEncoderWritesIsRefused(_ text: String) {
    #expect(Base64URL.decode(text) == nil)
  }

  @Test(arguments: [3, 4] as [UInt64]) func anyBytesComeBack(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
  }
}
