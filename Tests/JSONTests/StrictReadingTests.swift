internal import JSON
internal import Testing

@Suite struct StrictReadingTests {
  enum Colour: String, CaseIterable {
    case red
    case green
    case blue
  }

  @Test func anUnknownMemberIsNamedWithTheNearestKnownOne() throws {
    let error = try readError(#"{"limt":1}"#) { (value) throws(JSONReadError) in
      try value.readMembers(["limit", "cursor"]) { (_, _) throws(JSONReadError) in }
    }
    #expect(error?.pointer == "/limt")
    #expect(error?.message == #"/limt: no member "limt" is known here; did you mean "limit"?"#)
    #expect(error?.hint == nil)
  }

  @Test func whereNothingIsNearTheKnownMembersAreListed() throws {
    let error = try readError(#"{"colour":1}"#) { (value) throws(JSONReadError) in
      try value.readMembers(["limit", "cursor"]) { (_, _) throws(JSONReadError) in }
    }
    #expect(error?.message == #"/colour: no member "colour" is known here"#)
    #expect(error?.hint == "known here: limit, cursor")
  }

  @Test func whereNothingIsKnownNothingIsListed() throws {
    let error = try readError(#"{"colour":1}"#) { (value) throws(JSONReadError) in
      try value.readMembers([]) { (_, _) throws(JSONReadError) in }
    }
    #expect(error?.message == #"/colour: no member "colour" is known here"#)
    #expect(error?.hint == "nothing is taken here")
  }

  @Test func aLongUnknownNameIsClipped() throws {
    let name = String(repeating: "é", count: 100)
    let error = try readError("{\"\(name)\":1}") { (value) throws(JSONReadError) in
      try value.readMembers(["limit"]) { (_, _) throws(JSONReadError) in }
    }
    #expect(error?.steps == [String(repeating: "é", count: 32) + "…"])
    #expect((error?.message.utf8.count ?? .max) < 200)
  }

  @Test func aMemberThatIsNullIsPassedOver() throws {
    var seen: [String] = []
    try reading(#"{"a":null,"b":1}"#) { value in
      try value.readMembers(["a", "b"]) { (name, _) throws(JSONReadError) in seen.append(name.string) }
    }
    #expect(seen == ["b"])
  }

  @Test func anUnknownMemberThatIsNullIsStillUnknown() throws {
    let error = try readError(#"{"c":null}"#) { (value) throws(JSONReadError) in
      try value.readMembers(["a"]) { (_, _) throws(JSONReadError) in }
    }
    #expect(error?.pointer == "/c")
  }

  @Test func whereNullMeansSomethingItIsTold() throws {
    var seen: [String] = []
    try reading(#"{"a":null,"b":1}"#) { value in
      try value.readMembersAndNulls(["a", "b"]) { (name, value) throws(JSONReadError) in
        seen.append("\(name.string) \(value.kind.described)")
      }
    }
    #expect(seen == ["a null", "b an integer"])
  }

  @Test func anErrorTellsTheWholeWayToItsPlace() throws {
    let error = try readError(#"{"a/b":[{"~x":1},{"~x":"one"}]}"#) { (value) throws(JSONReadError) in
      try value.readMembers(["a/b"]) { (_, list) throws(JSONReadError) in
        _ = try list.readElements { (element) throws(JSONReadError) in
          try element.readMembers(["~x"]) { (_, number) throws(JSONReadError) in _ = try number.readInteger() }
        }
      }
    }
    #expect(error?.pointer == "/a~1b/1/~0x")
    #expect(error?.message == "/a~1b/1/~0x: expected an integer, found a string")
  }

  @Test(arguments: [
    ("[]", "expected an object, found an array"), ("null", "expected an object, found null"),
    ("1.5", "expected an object, found a real number"),
  ])
  func whatIsNoObjectHasNoMembersToRead(_ text: String, _ message: String) throws {
    let error = try readError(text) { (value) throws(JSONReadError) in
      try value.readMembers(["a"]) { (_, _) throws(JSONReadError) in }
    }
    #expect(error?.message == message)
    #expect(error?.pointer == "")
  }

  @Test func aMissingMemberIsNamed() {
    let error = JSONReadError.missing("device")
    #expect(error.message == #"/device: expected member "device", which is missing"#)
  }

  @Test func aChoiceIsOneOfItsTexts() throws {
    #expect(try reading("\"green\"") { try $0.readChoice(Colour.self) } == .green)
    let wrong = try readError("\"gren\"") { (value) throws(JSONReadError) in _ = try value.readChoice(Colour.self) }
    #expect(wrong?.message == #"expected one of red, green, blue, found another text; did you mean "green"?"#)
    let number = try readError("1") { (value) throws(JSONReadError) in _ = try value.readChoice(Colour.self) }
    #expect(number?.message == "expected one of red, green, blue, found an integer")
  }
}
