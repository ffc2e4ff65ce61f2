/// A member name with its quotes and its colon, kept so that writing it is one copy.
package struct JSONKey: Sendable {
  typealias Bytes = SIMD32<UInt8>

  let bytes: Bytes
  let count: Int

  /// Bytes of the longest.
  static let longest = 32

  /// - Precondition: at most 29 bytes of ASCII that need no escapes.
  package init(_ name: StaticString) {
    precondition(name.utf8CodeUnitCount <= JSONKey.longest - 3, "\(name) is too long for a key")
    var bytes = Bytes(repeating: 0)
    let text = [UInt8(ascii: "\"")] + Array("\(name)".utf8) + [UInt8(ascii: "\""), UInt8(ascii: ":")]
    for (place, byte) in text.enumerated() { bytes[place] = byte }
    self.bytes = bytes
    count = text.count
  }
}
