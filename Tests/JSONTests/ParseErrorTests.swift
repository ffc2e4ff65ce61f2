internal import JSON
internal import Testing

@Suite struct ParseErrorTests {
  /// A text that is refused, why, and where.
  struct Refused: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let error: JSONParseError

    init(_ text: String, _ reason: String, line: Int = 1, at position: Int) {
      self.init(Array(text.utf8), reason, line: line, at: position)
    }

    init(_ bytes: [UInt8], _ reason: String, line: Int = 1, at position: Int) {
      self.bytes = bytes
      error = JSONParseError(reason: reason, line: line, position: position)
    }

    var testDescription: String { String(decoding: bytes, as: UTF8.self) }
  }

  static let tooEarly = "the text ends too early"
  static let notUTF8 = "not valid UTF-8"
  static let overflow = "a number beyond signed 64 bits or beyond a double"

  @Test(arguments: [
    Refused("", tooEarly, at: 0),
    Refused("[1", tooEarly, at: 2),
    Refused("{\"a\":", tooEarly, at: 5),
    Refused("\"abc", tooEarly, at: 4),
    Refused("nul", "not valid JSON", at: 3),
    Refused("[1,]", "not valid JSON", at: 4),
    Refused("01", "not valid JSON", at: 1),
    Refused("{a:1}", "not valid JSON", at: 2),
    Refused("[\n\n  x]", "not valid JSON", line: 3, at: 6),
    Refused("'a'", "not valid JSON", at: 1),
    Refused("NaN", "not valid JSON", at: 3),
    Refused("\"a\tb\"", "not valid JSON", at: 2),
    Refused("1 2", "something follows the value", at: 3),
    Refused("{}{}", "something follows the value", at: 3),
    Refused(#"{"a":1,"a":1}"#, "a member stands twice in one object", at: 10),
    Refused(#"{"a":1,"\u0061":1}"#, "a member stands twice in one object", at: 15),
    Refused(#""\u0000""#, #"\u0000 is not accepted"#, at: 8),
    Refused(#"{"\u0000":1}"#, #"\u0000 is not accepted"#, at: 9),
    Refused(#""\ud83d""#, "not valid JSON", at: 8),
    Refused(#""\ude00x""#, "not valid JSON", at: 9),
    Refused(#""\ud83d\u0041""#, "not valid JSON", at: 14),
    Refused("9223372036854775808", overflow, at: 19),
    Refused("-9223372036854775809", overflow, at: 20),
    Refused("1e309", overflow, at: 5),
    Refused("-1e309", overflow, at: 6),
    Refused([0x22, 0xFF, 0x22], notUTF8, at: 1),
    Refused([0x22, 0xC3, 0x22], notUTF8, at: 1),
    Refused([0x22, 0xC0, 0x80, 0x22], notUTF8, at: 1),
    Refused([0x22, 0xED, 0xA0, 0x80, 0x22], notUTF8, at: 1),
    Refused([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], notUTF8, at: 1),
    Refused([0x31, 0x00], "a NUL byte", at: 1),
    Refused([0x22, 0x61, 0x00, 0x22], "a NUL byte", at: 2),
    Refused([0x5B, 0x0A, 0x0A, 0x00, 0x5D], "a NUL byte", line: 3, at: 3),
  ])
  func whatIsRefusedIsToldWithItsPlace(_ refused: Refused) {
    #expect(parseError(refused.bytes) == refused.error)
  }

  @Test func theFirstLineIsNotNamed() {
    #expect(JSONParseError(reason: "x", line: 1, position: 17).place == "byte 17")
    #expect(JSONParseError(reason: "x", line: 3, position: 17).place == "line 3, byte 17")
  }

  @Test(arguments: ["{\"password\":secret}", "[\"secret\" secret]", "{\"secret\":1,\"secret\":2}", "secret"])
  func theErrorNeverRepeatsTheText(_ text: String) throws {
    let error = try #require(parseError(Array(text.utf8)))
    #expect(!error.reason.contains("secret"))
  }

  @Test(arguments: [[0xF4, 0x8F, 0xBF, 0xBF], [0xEF, 0xBF, 0xBF], [0xED, 0x9F, 0xBF], [0xC2, 0x80]] as [[UInt8]])
  func theEdgesOfUTF8AreTaken(_ character: [UInt8]) throws {
    let text = [0x22] + character + [0x22]
    #expect(try reading(text) { $0.stringValue }.map { Array($0.utf8) } == character)
  }
}
