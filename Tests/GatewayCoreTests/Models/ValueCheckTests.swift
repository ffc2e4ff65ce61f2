internal import GatewayCore
internal import Testing

/// Values at the edges of what a model allows.
@Suite struct ValueCheckTests {
  typealias Code = ModelIssue.Code

  static func issues(_ value: String, _ entry: ModelEntry, type: ValueType? = nil) throws -> [Code] {
    try ParameterCheck.issues(of: value, for: entry, type: type).map(\.code)
  }

  static let forms: [(type: ValueType, accepted: [String], refused: [String])] = [
    (.string, ["", " blanks ", "größe\n"], ["\u{1}", "a\u{0}"]),
    (.boolean, ["0", "1", "true", "false", " true "], ["", "True", "2", "yes"]),
    (.int, ["-2147483648", "2147483647", "+5", "007"], ["-2147483649", "2147483648", "", "1.0", "0x10"]),
    (.unsignedInt, ["0", "4294967295"], ["-1", "4294967296", "", "1e3"]),
    (.long, ["-9223372036854775808", "9223372036854775807"], ["-9223372036854775809", "9223372036854775808", ""]),
    (.unsignedLong, ["0", "18446744073709551615"], ["-1", "18446744073709551616", ""]),
    (.decimal, ["-12.5", "3", "+0.25"], ["1e3", "1,5", "", "5."]),
    (
      .dateTime, ["2025-04-23T17:02:48Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-03T03:04:05"],
      ["", "2025-04-23", "2025-13-01T00:00:00Z", "2025-04-23 17:02:48"]
    ),
    (.base64, ["", "TGFi", "TGE=", "TGFi\r\nTGFi"], ["TGF", "T*Fi"]),
    (.hexBinary, ["", "00ff", "00FF"], ["0FF", "GG"]),
  ]

  @Test(arguments: forms) func aValueHasTheFormOfItsType(
    _ type: ValueType, _ accepted: [String], _ refused: [String]
  ) throws {
    for value in accepted { #expect(try Self.issues(value, .parameter(type)) == [], "\(value.debugDescription)") }
    for value in refused {
      #expect(try Self.issues(value, .parameter(type)) == [.badValue], "\(value.debugDescription)")
    }
  }

  static let ranges: [(type: ValueType, ranges: [Bounds], accepted: [String], refused: [String])] = [
    (.int, [Bounds("-1", "100")], ["-1", "+100", "0100", " 7 "], ["-2", "101"]),
    (.int, [Bounds("-1", "-1"), Bounds("5", "6")], ["-1", "5", "6"], ["-2", "0", "4", "7"]),
    (.unsignedInt, [Bounds("1", nil)], ["1", "4294967295"], ["0"]),
    (.unsignedInt, [Bounds(nil, "9")], ["0", "9"], ["10"]), (.unsignedInt, [Bounds(nil, nil)], ["0"], []),
    (.long, [Bounds("-9223372036854775807", "5")], ["-9223372036854775807", "5"], ["-9223372036854775808", "6"]),
    (
      .unsignedLong, [Bounds("1", "18446744073709551614")], ["1", "18446744073709551614"],
      ["0", "18446744073709551615"]
    ),
    (.int, [Bounds("-125", "125", step: "125")], ["-125", "0", "+125"], ["-124", "1", "250"]),
    (.unsignedInt, [Bounds("1", nil, step: "2")], ["1", "3"], ["2"]),
    (.unsignedInt, [Bounds(nil, "9", step: "2")], ["0", "9"], ["11"]),
    (.decimal, [Bounds("-0.5", "1.5")], ["-0.5", "1.50", "+1"], ["-0.51", "1.501"]),
  ]

  @Test(arguments: ranges) func aNumberIsInOneOfTheRanges(
    _ type: ValueType, _ ranges: [Bounds], _ accepted: [String], _ refused: [String]
  ) throws {
    let entry = ModelEntry.parameter(type) { $0.ranges = ranges }
    for value in accepted { #expect(try Self.issues(value, entry) == [], "\(value)") }
    for value in refused { #expect(try Self.issues(value, entry) == [.outOfRange], "\(value)") }
  }

  static let lengths: [(type: ValueType, lengths: [Bounds], accepted: [String], refused: [String])] = [
    (.string, [Bounds("1", "5")], ["g", "größe", "e\u{301}\u{301}\u{301}\u{301}"], ["", "größer"]),
    (.string, [Bounds(nil, "0"), Bounds("3", "3")], ["", "abc"], ["a", "ab", "abcd"]),
    (.base64, [Bounds(nil, "3")], ["", "TGFi", "TGFi\r\n", "TA=="], ["TGFiTA=="]),
    (.base64, [Bounds("2", "2")], ["TGE="], ["TA==", "TGFi", ""]),
    (.hexBinary, [Bounds("3", "3")], ["00ff00", "00FF00"], ["00ff", "00ff00ff", ""]),
  ]

  @Test(arguments: lengths) func aTextHasOneOfTheLengths(
    _ type: ValueType, _ lengths: [Bounds], _ accepted: [String], _ refused: [String]
  ) throws {
    let entry = ModelEntry.parameter(type) { $0.lengths = lengths }
    for value in accepted { #expect(try Self.issues(value, entry) == [], "\(value)") }
    for value in refused { #expect(try Self.issues(value, entry) == [.badLength], "\(value)") }
  }

  static let enumerated: [(value: String, code: Code?)] = [
    ("Requested", nil), ("Complete", .notSettable), ("requested", .notInEnumeration), ("", .notInEnumeration),
    ("Requested ", .notInEnumeration), ("X_EXAMPLE-COM_Own", .vendor), ("Gr\u{F6}\u{DF}e", nil),
    ("Gro\u{308}\u{DF}e", .notInEnumeration),
  ]

  @Test(arguments: enumerated) func anEnumerationTakesItsValuesByTheLetter(_ value: String, _ code: Code?) throws {
    let entry = ModelEntry.parameter {
      $0.enumeration = [
        EnumerationValue("Requested"), EnumerationValue("Complete", isSettable: false),
        EnumerationValue("Gr\u{F6}\u{DF}e"),
      ]
    }
    #expect(try Self.issues(value, entry) == (code.map { [$0] } ?? []))
    let issue = try ParameterCheck.issues(of: "Reqested", for: entry)[0]
    #expect(issue.message.hasSuffix("did you mean Requested?"))
    #expect(!issue.message.contains("Complete"))
  }

  static let patterns: [(patterns: [String], accepted: [String], refused: [String])] = [
    (["(a|b)c"], ["ac", "bc"], ["a", "bcd", "xac", "", "ac\nac"]), (["a|b"], ["a", "b"], ["ab", "xb", "ax"]),
    (["", #"\d+\.\d+"#], ["", "2.19"], ["2", "2x19", "a2.1"]),
    ([#"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}"#], ["02:00:5E:00:00:01"], ["02:00:5E:00:00", "02-00-5E-00-00-01"]),
    ([#"a\sb"#], ["a b", "a\tb"], ["ab"]), (["("], ["whatever", ""], []),
  ]

  @Test(arguments: patterns) func aTextMatchesOneOfThePatternsFromEndToEnd(
    _ patterns: [String], _ accepted: [String], _ refused: [String]
  ) throws {
    let entry = ModelEntry.parameter { $0.patterns = patterns }
    for value in accepted { #expect(try Self.issues(value, entry) == [], "\(value)") }
    for value in refused { #expect(try Self.issues(value, entry) == [.badValue], "\(value)") }
  }

  /// One that could not be understood would refuse nothing.
  @Test func everyPublishedPatternIsUnderstood() throws {
    let entries = try ModelTable.published().models.flatMap { ModelDraft($0).entries }
    let patterns = Set(entries.flatMap(\.patterns)).subtracting([""])
    #expect(patterns.count > 40)
    for pattern in patterns {
      let entry = ModelEntry.parameter { $0.patterns = [pattern] }
      #expect(try Self.issues("\u{7F} ?!\n", entry) == [.badValue], "\(pattern)")
    }
  }
}
