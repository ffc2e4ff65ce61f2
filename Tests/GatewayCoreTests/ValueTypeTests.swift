internal import GatewayCore
internal import Testing

/// How CWMP writes values (section 5 of the path rules).
@Suite struct ValueTypeTests {
  static let accepted: [(type: ValueType, values: [String])] = [
    (.string, ["lab", "", " blanks count ", "two\nlines", "ünï"]), (.boolean, ["0", "1", "true", "false", " true\n"]),
    (.int, ["-1", "0", "+5", "007", "-2147483648", "2147483647", " 7 "]),
    (.unsignedInt, ["0", "4294967295", "01"]),
    (.long, ["-9223372036854775808", "9223372036854775807", "+1"]), (.unsignedLong, ["18446744073709551615", "0"]),
    (.decimal, ["-12.5", "3", "+0.25"]),
    (
      .dateTime,
      [
        "2025-04-23T17:02:48Z", "2025-04-23T17:02:48.123456Z", "2025-04-23T17:02:48+00:00", "0001-01-01T00:00:00Z",
        "2025-04-23T17:02:48-00:00", "9999-12-31T23:59:59Z", "0001-01-03T03:04:05",
      ]
    ),
    (.base64, ["TGFi", "TGE=", "TA==", "", "TGFi\r\nTGFi"]), (.hexBinary, ["00FF", "00ff", ""]),
  ]

  @Test(arguments: accepted) func whatTheTypeCanSayIsTaken(_ type: ValueType, _ values: [String]) {
    for value in values { #expect(type.accepts(value), "\(type) \(value.debugDescription)") }
  }

  static let refused: [(type: ValueType, values: [String])] = [
    (.string, ["\u{1}", "a\u{0}b", "\u{FFFE}"]), (.boolean, ["True", "yes", "2", "", "t rue"]),
    (.int, ["1.0", "0x10", "2147483648", "-2147483649", "", "+", "-", "+-5", "++5", "--5", "1e3", "1 2"]),
    (.unsignedInt, ["-1", "4294967296", "1e3", "", "-0"]), (.long, ["9223372036854775808", "", "+-1"]),
    (.unsignedLong, ["-1", "18446744073709551616"]), (.decimal, ["1e3", "1,5", "", ".", "5.", ".5", "+-1"]),
    (
      .dateTime,
      [
        "2025-04-23 17:02:48", "2025-04-23", "2025-13-01T00:00:00Z", "", "2025-04-23T17:02:48", "2025-02-29T00:00:00Z",
        "2025-04-23T17:02:48+02:00", "2025-04-23T17:02:48z", "2025-04-23t17:02:48Z", "1981-01-01_00:00:15",
      ]
    ),
    (.base64, ["TGF", "T*Fi", "====", "T===", "TG=i"]), (.hexBinary, ["0FF", "0x00", "GG", "0 0 "]),
  ]

  @Test(arguments: refused) func whatTheTypeCannotSayIsRefused(_ type: ValueType, _ values: [String]) {
    for value in values { #expect(!type.accepts(value), "\(type) \(value.debugDescription)") }
  }

  @Test(arguments: ValueType.allCases) func theNullValueOfATypeIsOneOfItsValues(_ type: ValueType) {
    #expect(type.accepts(type.nullValue))
  }

  static let spellings: [(type: ValueType, one: String, other: String)] = [
    (.boolean, "1", "true"), (.boolean, "0", " false"), (.int, "+5", "5"), (.int, "-007", "-7"),
    (.unsignedInt, "007", "7"), (.unsignedLong, "018446744073709551615", "18446744073709551615"),
    (.hexBinary, "00FF", "00ff"), (.dateTime, " 2025-04-23T17:02:48Z", "2025-04-23T17:02:48Z"),
  ]

  @Test(arguments: spellings) func twoSpellingsOfAValueAreOne(_ type: ValueType, _ one: String, _ other: String) {
    #expect(type.canonical(one) == type.canonical(other))
  }

  @Test(arguments: [(ValueType.string, "1 ", "1"), (.int, "1", "2"), (.boolean, "yes", "true")])
  func differentValuesStayDifferent(_ type: ValueType, _ one: String, _ other: String) {
    #expect(type.canonical(one) != type.canonical(other))
  }

  static let labels: [(label: String, type: ValueType)] = [
    ("xsd:string", .string), ("xsd:unsignedint", .unsignedInt), ("xsd:Int", .int), ("xsd:base64", .base64),
    ("xsd:base64Binary", .base64), ("", .string), ("xsd:dateTime", .dateTime), ("boolean", .boolean),
    ("xsd:unsignedLong", .unsignedLong), ("xsd:hexBinary", .hexBinary), ("xsd:nonsense", .string),
  ]

  @Test(arguments: labels) func theLabelsOfDevicesAreUnderstood(_ label: String, _ type: ValueType) {
    #expect(ValueType(label: label) == type)
  }
}
