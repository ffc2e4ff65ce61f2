internal import JSON
internal import Testing

@Suite struct WriterSplicingTests {
  @Test func rawTextStandsLikeAnyValue() {
    let text = written { writer in
      writer.beginArray()
      writer.raw(JSONText(valid: Array(#"{"a":1}"#.utf8)))
      writer.raw(JSONText(valid: Array("2".utf8)))
      writer.null()
      writer.endArray()
    }
    #expect(text == #"[{"a":1},2,null]"#)
  }

  @Test(arguments: [
    (#"{"a":1,"b":{}}"#, #"{"x":0,"a":1,"b":{},"y":0}"#), ("{}", #"{"x":0,"y":0}"#), (" { } ", #"{"x":0,"y":0}"#),
    (" {\"a\" : \"}\" } \n", #"{"x":0,"a" : "}" ,"y":0}"#),
  ])
  func theMembersOfATextAreSplicedIntoTheOpenObject(_ object: String, _ whole: String) {
    let text = written { writer in
      writer.beginObject()
      writer.member("x")
      writer.integer(0)
      writer.members(of: JSONText(valid: Array(object.utf8)))
      writer.member("y")
      writer.integer(0)
      writer.endObject()
    }
    #expect(text == whole)
  }

  @Test func whatWasWrittenSinceAMarkCanBeTakenBack() {
    let text = written { writer in
      writer.beginObject()
      writer.member("a")
      writer.integer(1)
      let mark = writer.mark
      writer.member("b")
      writer.beginArray()
      writer.string("gone")
      writer.rewind(to: mark)
      writer.member("c")
      writer.null()
      writer.endObject()
    }
    #expect(text == #"{"a":1,"c":null}"#)
  }

  @Test(arguments: [0, 64, 1 << 20])
  func aResetWriterBeginsAnew(_ limit: Int) {
    let text = written(reserving: 4096) { writer in
      writer.beginArray()
      writer.string(String(repeating: "x", count: 10_000))
      writer.reset(keepingUpTo: limit)
      writer.string("new")
    }
    #expect(text == "\"new\"")
  }

  @Test func bytesOutsideTheGrammarMakeNoCommas() {
    let text = written { writer in
      writer.integer(1)
      writer.appendByte(0x0A)
      writer.appendBytes([0x32, 0x0A].span)
    }
    #expect(text == "1\n2\n")
  }

  @Test func bytesAreTakenAwayFromTheFront() {
    let text = written { writer in
      writer.appendBytes(Array("abcdef".utf8).span)
      writer.removeFirst(4)
      writer.appendByte(0x67)
    }
    #expect(text == "efg")
  }

  @Test func plainStringsAreCopiedAsTheyAre() {
    let text = written { writer in
      writer.beginArray()
      writer.plainString(Array("é-1".utf8).span)
      writer.plainString([UInt8]().span)
      writer.endArray()
    }
    #expect(text == #"["é-1",""]"#)
  }

  @Test func aParsedValueIsCopiedCompactly() throws {
    let copy = try reading(" { \"b\" : [ 1 , 1.0 , -0 , \"\\u00e9\\/\" , null , true ] , \"a\" : { } } ") {
      JSONText($0)
    }
    #expect(copy.string == #"{"b":[1,1.0,0,"é/",null,true],"a":{}}"#)
  }

  @Test func equalTextsAreEqualByTheirBytes() {
    #expect(JSONText { $0.string("a") } == JSONText(valid: Array("\"a\"".utf8)))
    #expect(JSONText { $0.string("é") } != JSONText { $0.string("e\u{301}") })
  }
}
