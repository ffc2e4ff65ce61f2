internal import GatewayCore
internal import Testing

/// Lists and references, which travel as texts.
@Suite struct ListCheckTests {
  typealias Code = ModelIssue.Code

  private static func numbers() -> ModelEntry {
    .parameter(.unsignedInt) {
      $0.list = ListFacts(items: Bounds("1", "3"), length: Bounds(nil, "10"))
      $0.ranges = [Bounds("1", "99")]
    }
  }

  static let lists: [(value: String, code: Code?)] = [
    ("1", nil), ("1,2,3", nil), ("1, 2 ,3", nil), (" 1 ", nil), ("99,99,099", nil), ("", .badList),
    ("1,2,3,4", .badList),
    ("1,,2", .badList), ("1,", .badList), (",", .badList), ("1,x", .badList), ("1;2", .badList), ("1,100", .outOfRange),
    ("00001,00002", .badLength), ("1,-1", .badList),
  ]

  @Test(arguments: lists) func aListHoldsSoManyItemsOfItsType(_ value: String, _ code: Code?) throws {
    let issues = try ParameterCheck.issues(of: value, for: Self.numbers())
    #expect(issues.map(\.code) == (code.map { [$0] } ?? []))
    #expect(issues.allSatisfy { $0.fault == .invalidParameterValue })
  }

  @Test func aListIsAStringOnItsWay() throws {
    #expect(try ParameterCheck.issues(of: "1,2", for: Self.numbers(), type: .string).isEmpty)
    let issues = try ParameterCheck.issues(of: "1,2", for: Self.numbers(), type: .unsignedInt)
    #expect(issues.map(\.code) == [.wrongType])
  }

  @Test func theEmptyTextIsTheEmptyList() throws {
    let entry = ModelEntry.parameter {
      $0.list = ListFacts()
      $0.enumeration = [EnumerationValue("a"), EnumerationValue("b")]
    }
    #expect(try ParameterCheck.issues(of: "", for: entry).isEmpty)
    #expect(try ParameterCheck.issues(of: "a,b,a", for: entry).isEmpty)
    #expect(try ParameterCheck.issues(of: "a,c", for: entry).map(\.code) == [.notInEnumeration])
  }

  @Test func theItemsOfANestedListKeepTheirCommas() throws {
    let entry = ModelEntry.parameter { $0.list = ListFacts(items: Bounds("2", "2"), isNested: true) }
    #expect(try ParameterCheck.issues(of: "[a,b],[c,d]", for: entry).isEmpty)
    #expect(try ParameterCheck.issues(of: "[a,b],c,d", for: entry).map(\.code) == [.badList])
  }

  /// What only warns in one item hides nothing that is wrong with another.
  @Test func everyItemIsLookedAt() throws {
    let names = ModelEntry.parameter {
      $0.list = ListFacts()
      $0.enumeration = [EnumerationValue("a")]
    }
    let issues = { (value: String) throws in try ParameterCheck.issues(of: value, for: names).map(\.code) }
    #expect(try issues("X_EXAMPLE-COM_Own,a") == [.vendor])
    #expect(try issues("X_EXAMPLE-COM_Own,b").last == .notInEnumeration)
    let paths = ModelEntry.parameter {
      $0.list = ListFacts()
      $0.references = [ModelReference(.path)]
    }
    let codes = try ParameterCheck.issues(of: "Device.WiFi.Radio.1.,.WiFi.Radio.2", for: paths).map(\.code)
    #expect(codes.last == .badReference)
  }

  static let references: [(value: String, code: Code?)] = [
    ("", nil), ("Device.Ethernet.Interface.1", nil), ("Device.DeviceInfo.SerialNumber", nil), ("Device.WiFi", nil),
    ("Device", nil), ("Device.WiFi.SSID.[guest]", nil), ("Device.WiFi.Radio.1.", .trailingDot),
    (".WiFi.Radio.1", .badReference), ("Device..Radio", .badReference), ("eth0:1", .badReference),
    ("Device.WiFi.Radio.*", .badReference), ("Device.WiFi.Radio.0", .badReference), ("Device..", .badReference),
    ("Device.WiFi.Radio.1 ", .badReference),
  ]

  @Test(arguments: references) func aReferenceIsAFullPathWithoutItsDot(_ value: String, _ code: Code?) throws {
    let entry = ModelEntry.parameter { $0.references = [ModelReference(.path)] }
    #expect(try ParameterCheck.issues(of: value, for: entry).map(\.code) == (code.map { [$0] } ?? []))
    #expect(try ParameterCheck.issues(of: value, for: .parameter()).isEmpty)
  }
}
