internal import JSON
internal import Testing

@Suite struct WriterTests {
  @Test func commasStandWhereTheyBelong() {
    let text = written { writer in
      writer.beginObject()
      writer.member("a")
      writer.beginArray()
      writer.integer(1)
      writer.beginArray()
      writer.endArray()
      writer.beginObject()
      writer.endObject()
      writer.null()
      writer.endArray()
      writer.member(JSONKey("b"))
      writer.boolean(true)
      writer.member(named: "c\"")
      writer.string("x")
      writer.memberText(#""d":1,"e":"#)
      writer.boolean(false)
      writer.endObject()
    }
    #expect(text == #"{"a":[1,[],{},null],"b":true,"c\"":"x","d":1,"e":false}"#)
  }

  @Test(arguments: [
    ("", #""""#), ("plain", #""plain""#), ("\"\\/", #""\"\\/""#), ("\u{8}\u{c}\n\r\t", #""\b\f\n\r\t""#),
    ("\u{1}\u{1f}\u{7f}", "\"\\u0001\\u001f\u{7f}\""), ("é😀\u{2028}", "\"é😀\u{2028}\""),
    ("1234567\"9", #""1234567\"9""#), ("12345678\n", #""12345678\n""#),
  ])
  func onlyWhatMustBeEscapedIs(_ string: String, _ json: String) {
    #expect(written { $0.string(string) } == json)
  }

  @Test(arguments: 0..<40)
  func anEscapeIsFoundAtEveryPlaceOfAString(_ place: Int) {
    let plain = String(repeating: "x", count: place)
    for (special, escaped) in [("\"", "\\\""), ("\\", "\\\\"), ("\u{1f}", "\\u001f")] {
      #expect(written { $0.string(plain + special + plain) } == "\"\(plain)\(escaped)\(plain)\"")
    }
    #expect(written { $0.string(plain + " \u{80}\u{ff}") } == "\"\(plain) \u{80}\u{ff}\"")
  }

  @Test(arguments: [0, -0, 7, -7, 9, 10, 99, 100, 1_000_000_007, Int.max, Int.min, Int.max - 1, Int.min + 1])
  func integersAreWrittenDigitByDigit(_ number: Int) {
    #expect(written { $0.integer(number) } == String(number))
  }

  @Test func everyPowerOfTenAndItsNeighboursAreWritten() {
    var power = 1
    for _ in 0..<19 {
      for number in [power - 1, power, power + 1, -power + 1, -power, -power - 1] {
        #expect(written { $0.integer(number) } == String(number))
      }
      power &*= 10
    }
  }

  @Test(arguments: [
    (1.0, "1.0"), (0.1, "0.1"), (-2.5, "-2.5"), (1e300, "1e+300"),
    (Double.leastNonzeroMagnitude, "5e-324"), (-0.0, "-0.0"),
    (1e16, "1e+16"),
  ])
  func aRealStaysAReal(_ number: Double, _ json: String) throws {
    let text = written { $0.real(number) }
    #expect(text == json)
    #expect(try reading(text) { $0.kind } == .real)
    #expect(try reading(text) { $0.numberValue?.bitPattern } == number.bitPattern)
  }

  @Test(arguments: [(1.0, "1"), (0.5, "0.5"), (-3, "-3"), (1e300, "1e+300"), (9.3e18, "9.3e+18")])
  func aNumberWithoutAFractionIsWrittenWithoutOne(_ number: Double, _ json: String) {
    #expect(written { $0.number(number) } == json)
  }

  @Test(arguments: [64, 65, 100, 512])
  func storageGrowsBeyondWhatWasReserved(_ capacity: Int) {
    let text = written(reserving: capacity) { writer in
      writer.beginArray()
      for number in 0..<500 {
        writer.integer(number)
        writer.string(String(repeating: "\u{1}", count: number % 50))
      }
      writer.endArray()
    }
    let expected = (0..<500).map { number in
      "\(number),\"\(String(repeating: "\\u0001", count: number % 50))\""
    }
    #expect(text == "[" + expected.joined(separator: ",") + "]")
  }

  @Test func aLongKeyFitsAtTheVeryEndOfTheStorage() {
    for filling in 0..<64 {
      let text = written(reserving: 64) { writer in
        writer.beginObject()
        writer.member("f")
        writer.string(String(repeating: "x", count: filling))
        writer.member(JSONKey("abcdefghijklmnopqrstuvwxyz123"))
        writer.null()
        writer.endObject()
      }
      let expected = "{\"f\":\"\(String(repeating: "x", count: filling))\",\"abcdefghijklmnopqrstuvwxyz123\":null}"
      #expect(text == expected)
    }
  }
}
