internal import JSON
internal import Testing

@Suite struct ParsingTests {
  @Test(arguments: [
    ("null", JSONKind.null), ("true", .boolean), ("false", .boolean), ("0", .integer), ("-7", .integer),
    ("1.0", .real), ("1e3", .real), ("-0.0", .real), ("\"\"", .string), ("[]", .array), ("{}", .object),
    (" \t\r\n[1]\n ", .array),
  ])
  func everyKindIsTold(_ text: String, _ kind: JSONKind) throws {
    #expect(try reading(text) { $0.kind } == kind)
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("7", 7), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
  ])
  func integersKeepEveryDigit(_ text: String, _ number: Int) throws {
    #expect(try reading(text) { $0.integerValue } == number)
    #expect(try reading(text) { $0.numberValue } == Double(number))
  }

  @Test(arguments: [
    ("1.0", 1.0), ("1e3", 1000), ("-2.5E-1", -0.25), ("1.7976931348623157e308", Double.greatestFiniteMagnitude),
    ("5e-324", Double.leastNonzeroMagnitude), ("0.1", 0.1),
  ])
  func realsAreReadToTheLastBit(_ text: String, _ number: Double) throws {
    #expect(try reading(text) { $0.numberValue } == number)
    #expect(try reading(text) { $0.integerValue } == nil)
  }

  @Test func aRealMinusZeroKeepsItsSign() throws {
    #expect(try reading("-0.0") { $0.numberValue?.sign } == .minus)
  }

  @Test(arguments: [
    (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9""#, "é"), (#""\ud83d\ude00""#, "😀"),
    ("\"é😀\"", "é😀"), (#""\u007f""#, "\u{7f}"),
  ])
  func escapesAreResolved(_ text: String, _ string: String) throws {
    #expect(try reading(text) { $0.stringValue }.map { Array($0.utf8) } == Array(string.utf8))
  }

  @Test func membersComeInTheOrderOfTheText() throws {
    let names = try reading(#"{"b":1,"a":2,"c":{"z":3}}"#) { root in
      var names: [String] = []
      var members = root.members
      while let member = members.next() { names.append(member.name.string) }
      return names
    }
    #expect(names == ["b", "a", "c"])
  }

  @Test func aMemberIsFoundByItsWholeName() throws {
    try reading(#"{"a":1,"ab":2,"ä":3}"#) { root in
      #expect(root.member("ab")?.integerValue == 2)
      #expect(root.member("ä")?.integerValue == 3)
      #expect(root.member("b")?.kind == nil)
      #expect(root.count == 3)
    }
  }

  @Test func elementsAreFoundByTheirPlace() throws {
    try reading("[10,20,30]") { root in
      #expect(root.element(2)?.integerValue == 30)
      #expect(root.element(3)?.kind == nil)
      var seen: [Int] = []
      root.forEachElement { index, element in seen.append(index * 100 + (element.integerValue ?? -1)) }
      #expect(seen == [10, 120, 230])
    }
  }

  @Test func aScalarHasNoMembersAndNoElements() throws {
    try reading("\"text\"") { root in
      var members = root.members
      #expect(members.next()?.name.count == nil)
      #expect(root.member("text")?.kind == nil)
      #expect(root.element(0)?.kind == nil)
      #expect(root.count == 0)
    }
  }

  @Test func nestingIsReadDownToTheBoundAndNoDeeper() {
    func nested(_ levels: Int) -> [UInt8] {
      Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
    }
    #expect(JSONDocument.maximumDepth == 2048)
    #expect(parseError(nested(2048)) == nil)
    #expect(parseError(nested(2049))?.reason == "nested deeper than 2048 levels")
  }

  @Test func aScalarCountsAsALevel() {
    func nested(_ arrays: Int) -> [UInt8] {
      Array((String(repeating: "[", count: arrays) + "1" + String(repeating: "]", count: arrays)).utf8)
    }
    #expect(parseError(nested(2047)) == nil)
    #expect(parseError(nested(2048))?.reason == "nested deeper than 2048 levels")
  }

  @Test func theEmptyObjectOutsideAnyDocumentHasNothingInIt() {
    #expect(JSONValue.emptyObject.kind == .object)
    #expect(JSONValue.emptyObject.count == 0)
  }
}
