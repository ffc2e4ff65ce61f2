internal import JSON
internal import Testing

@Suite struct NameAndTextTests {
  @Test(arguments: [
    ("a", "a"), ("a/b", "a~1b"), ("~", "~0"), ("~1", "~01"), ("/~/", "~1~0~1"), ("", ""), ("é/", "é~1"),
  ])
  func aTokenOfAPointerIsEscaped(_ token: String, _ escaped: String) {
    #expect(JSONPointer.escape(token) == escaped)
  }

  @Test func exactStringsAreEqualByCodePoint() {
    let (composed, decomposed) = (ExactString("é"), ExactString("e\u{301}"))
    #expect(composed.text == decomposed.text, "Swift takes them for equal")
    #expect(composed != decomposed)
    #expect(composed == ExactString("\u{e9}"))
    #expect(Set([composed, decomposed, ExactString("\u{e9}")]).count == 2)
  }

  @Test func exactStringsSortByCodePoint() {
    let texts = ["\u{1F600}", "\u{FFFD}", "z", "e\u{301}", "é", "a", "Z", "", "ab"]
    let sorted = texts.map { ExactString($0) }.sorted().map(\.text.unicodeScalars.first?.value)
    #expect(sorted == [nil, 0x5A, 0x61, 0x61, 0x65, 0x7A, 0xE9, 0xFFFD, 0x1F600])
    #expect(ExactString("a") < ExactString("ab"))
  }

  @Test func aNameEqualsItsLiteralOnly() throws {
    let answers = try reading(#"{"id":1,"ids":2,"i":3}"#) { root in
      var answers: [String] = []
      var members = root.members
      while let member = members.next() {
        switch member.name {
        case "id": answers.append("exact")
        default: answers.append(member.name.equals("ids") ? "longer" : "other")
        }
      }
      return answers
    }
    #expect(answers == ["exact", "longer", "other"])
  }

  @Test func aNameIsCopiedWithAllItsBytes() throws {
    let (string, count, bytes) = try reading("{\"né\":1}") { root in
      var members = root.members
      guard let name = members.next()?.name else { return ("", 0, [UInt8]()) }
      return (name.string, name.count, name.utf8.indices.map { name.utf8[$0] })
    }
    #expect(string == "né")
    #expect(count == 3)
    #expect(bytes == [0x6E, 0xC3, 0xA9])
  }

  @Test func aKeyIsWrittenWithItsQuotesAndColon() {
    let text = written { writer in
      writer.beginObject()
      writer.member(JSONKey("name"))
      writer.integer(1)
      writer.endObject()
    }
    #expect(text == #"{"name":1}"#)
  }

  @Test(arguments: [(64, 64), (65, 64), (1000, 64)])
  func aTextIsClippedToSoManyBytes(_ length: Int, _ kept: Int) {
    let clipped = JSONReadError.clip(String(repeating: "x", count: length))
    #expect(clipped == String(repeating: "x", count: kept) + (length > kept ? "…" : ""))
  }

  @Test func clippingNeverCutsACharacter() {
    let clipped = JSONReadError.clip("x" + String(repeating: "😀", count: 30))
    #expect(clipped == "x" + String(repeating: "😀", count: 15) + "…")
  }
}
