internal import JSON
internal import Testing

@Suite struct StrictScalarTests {
  @Test(arguments: ["1", "true", "null", "[]", "{}", "1.0"])
  func onlyAStringIsAString(_ text: String) throws {
    let error = try readError(text) { (value) throws(JSONReadError) in _ = try value.readString() }
    let kind = try reading(text) { $0.kind.described }
    #expect(error?.message == "expected a string, found \(kind)")
  }

  @Test func theLengthOfAStringCountsCodePoints() throws {
    #expect(try reading("\"e\u{301}\"") { try $0.readString(length: 2...2) } == "e\u{301}")
    let error = try readError("\"abc\"") { (value) throws(JSONReadError) in _ = try value.readString(length: 1...2) }
    #expect(error?.message == "expected a string of 1 to 2 characters, found one of 3")
  }

  @Test(arguments: ["0", "1", "\"true\"", "null"])
  func onlyTrueAndFalseAreBooleans(_ text: String) throws {
    let error = try readError(text) { (value) throws(JSONReadError) in _ = try value.readBoolean() }
    #expect(error?.reason.hasPrefix("expected true or false, found ") == true)
    #expect(try reading("true") { try $0.readBoolean() })
    #expect(try !reading("false") { try $0.readBoolean() })
  }

  @Test(arguments: ["1.0", "1e0", "\"1\"", "null", "true"])
  func onlyAnIntegerIsAnInteger(_ text: String) throws {
    let error = try readError(text) { (value) throws(JSONReadError) in _ = try value.readInteger() }
    #expect(error?.reason.hasPrefix("expected an integer, found ") == true)
    #expect(try reading("-12") { try $0.readInteger() } == -12)
  }

  @Test(arguments: [("1", 1), ("1000", 1000)])
  func aRangeHoldsItsBounds(_ text: String, _ number: Int) throws {
    #expect(try reading(text) { try $0.readInteger(in: 1...1000) } == number)
  }

  @Test(arguments: ["0", "1001", "-1"])
  func anIntegerOutsideIsToldWithoutItsValue(_ text: String) throws {
    let error = try readError(text) { (value) throws(JSONReadError) in _ = try value.readInteger(in: 1...1000) }
    #expect(error?.message == "expected an integer from 1 to 1000, found one outside")
  }

  @Test func aRangeWithoutAnEndIsToldByItsBeginning() throws {
    let error = try readError("-1") { (value) throws(JSONReadError) in _ = try value.readInteger(in: 0...Int.max) }
    #expect(error?.message == "expected an integer of at least 0, found one outside")
  }

  @Test func aNumberMayHaveAFraction() throws {
    #expect(try reading("2") { try $0.readNumber(in: 0...10) } == 2)
    #expect(try reading("2.5") { try $0.readNumber(in: 0...10) } == 2.5)
    let outside = try readError("10.5") { (value) throws(JSONReadError) in _ = try value.readNumber(in: 0...10) }
    #expect(outside?.message == "expected a number from 0.0 to 10.0, found one outside")
    let text = try readError("\"2\"") { (value) throws(JSONReadError) in _ = try value.readNumber(in: 0...10) }
    #expect(text?.message == "expected a number from 0.0 to 10.0, found a string")
  }

  @Test func onlyAnArrayHasElementsToRead() throws {
    #expect(
      try reading("[1,2]") { try $0.readElements { (element) throws(JSONReadError) in try element.readInteger() } } == [
        1, 2,
      ])
    let error = try readError("{}") { (value) throws(JSONReadError) in
      _ = try value.readElements { (element) throws(JSONReadError) in try element.readInteger() }
    }
    #expect(error?.message == "expected an array, found an object")
  }
}
