internal import GatewayCore
internal import Testing

/// What is found wrong with paths and values, on the published models: code, place, fault and the right path.
@Suite struct ParameterCheckTests {
  struct Place: Sendable {
    let path: String
    var use: ParameterUse?
    let code: ModelIssue.Code
    let position: Int?
    var suggestion: String?
  }

  static let places = [
    Place(path: "Device.WiFi.SSID.1.SSDI", code: .unknown, position: 19, suggestion: "Device.WiFi.SSID.1.SSID"),
    Place(path: "Device.Größe.Name", code: .unknown, position: 7),
    Place(path: "Device.WiFi.SSID.1.Größe.8", code: .syntax, position: 26),
    Place(path: "Device.WiFi.SSID.[grüße].Größe", code: .unknown, position: 25),
    Place(
      path: "device.WiFi.SSID.1.SSID", use: .get, code: .unknown, position: 0, suggestion: "Device.WiFi.SSID.1.SSID"),
    Place(path: "Other.Name", code: .unknown, position: 0),
    Place(path: "Device.WiFi.SSID.1.SSID.Name", code: .unknown, position: 24),
    Place(path: "", code: .wrongForm, position: 0), Place(path: "", use: .set, code: .wrongForm, position: 0),
    Place(path: "Device.WiFi.SSID.SSID", code: .wrongForm, position: 17),
    Place(
      path: "Device.WiFi.SSID.SSID", use: .get, code: .wrongForm, position: 17, suggestion: "Device.WiFi.SSID.*.SSID"),
    Place(path: "Device.WiFi.1.SSID", code: .wrongForm, position: 12, suggestion: "Device.WiFi.SSID."),
    Place(path: "Device.WiFi", code: .wrongForm, position: 11, suggestion: "Device.WiFi."),
    Place(path: "Device.WiFi.SSID.1", code: .wrongForm, position: 18, suggestion: "Device.WiFi.SSID.1."),
    Place(path: "Device", code: .wrongForm, position: 6, suggestion: "Device."),
    Place(path: "Device.WiFi.SSID.1.SSID.", code: .wrongForm, position: 23, suggestion: "Device.WiFi.SSID.1.SSID"),
    Place(path: "Device.WiFi.SSID.1.", use: .set, code: .wrongForm, position: 18),
    // What would be as wrong for what is to be done is not suggested.
    Place(path: "Device.WiFi.SSID.1", use: .set, code: .wrongForm, position: 18),
    Place(path: "Device.WiFi.SSID.1", use: .addObject, code: .wrongForm, position: 18),
    Place(path: "Device.WiFi", use: .set, code: .wrongForm, position: 11),
    Place(
      path: "Device.WiFi.SSID.1", use: .deleteObject, code: .wrongForm, position: 18, suggestion: "Device.WiFi.SSID.1."),
    Place(path: "Device.WiFi.SSID", use: .addObject, code: .wrongForm, position: 16, suggestion: "Device.WiFi.SSID."),
    Place(path: "Device.WiFi.SSID.5.", use: .addObject, code: .wrongForm, position: 17),
    Place(path: "Device.WiFi.SSID.", use: .deleteObject, code: .wrongForm, position: 17),
    Place(path: "Device.WiFi.SSID", use: .deleteObject, code: .wrongForm, position: 16),
    Place(path: "Device.WiFi.", use: .deleteObject, code: .wrongForm, position: 12),
    Place(path: "Device.WiFi.", use: .addObject, code: .wrongForm, position: 12),
    Place(path: "Device.WiFi.SSID.5.SSID", use: .deleteObject, code: .wrongForm, position: 19),
    Place(path: "Device.WiFi.SSID.1.SSID", use: .addObject, code: .wrongForm, position: 19),
    Place(
      path: "InternetGatewayDevice.WiFi.SSID.1.SSID", code: .otherRoot, position: 22,
      suggestion: "Device.WiFi.SSID.1.SSID"),
    Place(path: "Device.WiFi.SSID.*.Enable", use: .set, code: .syntax, position: 17),
    Place(path: "Device.WiFi.SSID.[abc", code: .syntax, position: 21),
    Place(path: "Device.WiFi.SSID.[Enable=true].SSID", use: .get, code: .syntax, position: 24),
    Place(path: "Device.WiFi.SSID.[Name==\"a", use: .get, code: .syntax, position: 26),
    Place(path: "Device.WiFi.SSID.1.Reset()", use: .get, code: .syntax, position: 19),
    Place(path: " Device.WiFi.", code: .syntax, position: 0, suggestion: "Device.WiFi."),
    Place(path: "Device.WiFi.\u{1}", code: .syntax, position: 12),
    Place(path: "Device." + String(repeating: "A", count: 250), code: .tooLong, position: 256),
    Place(path: "Device." + String(repeating: "Ä", count: 250), code: .tooLong, position: 256),
    Place(path: String(repeating: "\u{7F}", count: 100_000), code: .tooLong, position: 256),
    Place(
      path: "Device.WiFi.SSID.*." + String(repeating: "A", count: 5000), use: .get, code: .tooLong, position: 256),
  ]

  @Test(arguments: places) func aWrongPathIsWrongAtItsPlace(_ place: Place) throws {
    let verdict = try ParameterCheck(.published()).verdict(on: place.path, for: place.use)
    let issue = try #require(verdict.issues.first)
    #expect(verdict.issues.count == 1 && !verdict.isValid)
    #expect(issue.code == place.code)
    #expect(issue.position == place.position)
    #expect(issue.suggestion == place.suggestion)
    #expect(issue.fault == .invalidParameterName)
  }

  static let values: [(path: String, value: String, code: ModelIssue.Code?)] = [
    ("Device.WiFi.SSID.1.SSID", "lab", nil), ("Device.WiFi.SSID.1.SSID", String(repeating: "x", count: 33), .badLength),
    ("Device.ManagementServer.PeriodicInformInterval", "0", .outOfRange),
    ("Device.ManagementServer.PeriodicInformInterval", "1e3", .badValue),
    ("Device.WiFi.SSID.1.Enable", "True", .badValue), ("Device.WiFi.SSID.1.Enable", "1", nil),
    ("Device.IP.Diagnostics.IPPing.ProtocolVersion", "IPv5", .notInEnumeration),
    ("Device.IP.Diagnostics.IPPing.DiagnosticsState", "Complete", .notSettable),
    ("Device.IP.Diagnostics.IPPing.DiagnosticsState", "Requested", nil),
    ("Device.WiFi.Radio.1.OperatingStandards", "n,,ac", .badList),
    ("Device.NAT.PortMapping.1.Interface", ".IP.Interface.1", .badReference),
    ("Device.DHCPv4.Server.Pool.1.DNSServers", "192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4,192.0.2.5", .badList),
    ("Device.DHCPv4.Server.Pool.1.DNSServers", "192.0.2.1, 192.0.2.256", .badValue),
    ("Device.UserInterface.TextColor", "00ff0g", .badValue), ("Device.UserInterface.TextColor", "00ff", .badLength),
    ("Device.ManagementServer.PeriodicInformTime", "2031-02-03", .badValue),
    ("Device.ManagementServer.PeriodicInformTime", "0001-01-01T00:00:00Z", nil),
    ("Device.Bridging.Bridge.1.STP.BridgePriority", "8192", nil),
    ("Device.Bridging.Bridge.1.STP.BridgePriority", "5", .outOfRange),
    ("Device.QoS.Queue.1.ShapingRate", "-2", .outOfRange), ("Device.QoS.Queue.1.ShapingRate", "-1", nil),
  ]

  @Test(arguments: values) func aWrongValueSaysWhy(_ path: String, _ value: String, _ code: ModelIssue.Code?) throws {
    let verdict = try ParameterCheck(.published()).verdict(on: path, value: value)
    #expect(verdict.issues.map(\.code) == (code.map { [$0] } ?? []))
    #expect(verdict.issues.allSatisfy { $0.fault == .invalidParameterValue && $0.position == nil })
    // Messages go into logs: they name names and never values.
    #expect(verdict.issues.allSatisfy { value.count < 4 || !$0.message.contains(value) || value == "Complete" })
  }

  @Test(arguments: [ValueType.string, .int, .boolean]) func theTypeThatIsGivenMustBeTheOneOfTheModel(
    _ type: ValueType
  ) throws {
    let path = "Device.ManagementServer.PeriodicInformInterval"
    let check = try ParameterCheck(.published())
    let issue = try #require(check.verdict(on: path, value: "60", type: type).issues.first)
    #expect(issue.code == .wrongType)
    #expect(issue.fault == .invalidParameterType)
    #expect(check.verdict(on: path, value: "60", type: .unsignedInt).issues.isEmpty)
  }

  @Test func aDeletedParameterWarns() throws {
    let verdict = try ParameterCheck(.published()).verdict(on: "Device.Time.NTPServer1", value: "pool.example.net")
    #expect(verdict.issues.map(\.code) == [.deleted])
    #expect(verdict.isValid && verdict.issues[0].severity == .warning && verdict.issues[0].fault == nil)
  }

  @Test(arguments: [
    "Device.X_EXAMPLE-COM_MyConfig.Status", "Device.WiFi.X_012345_Tag", "Device.IP.Interface.1.X_TP_Speed",
    "Device.X_EXAMPLE-COM_Rule.", "X_Vendor.Anything", "Device.WiFi.SSID.1.X_HW_Deep.Unknown.1.Name",
  ])
  func aPathOfAVendorWarnsForWhateverUse(_ path: String) throws {
    let check = try ParameterCheck(.published())
    for use in [nil, ParameterUse.get] {
      let issues = check.verdict(on: path, for: use).issues
      #expect(issues.map(\.code) == [.vendor])
      #expect(issues[0].severity == .warning)
    }
  }

  @Test func anExpressionIsReadAndNothingElse() throws {
    let check = try ParameterCheck(.published())
    for path in ["Device.WiFi.SSID.[Enable==true].SSID", "Device.IP.Interface.*.", "Device.WiFi.SSID.1.LowerLayers+.X"]
    {
      #expect(check.verdict(on: path, for: .get).issues.isEmpty)
      #expect(check.verdict(on: path).issues.isEmpty)
      #expect(!check.verdict(on: path, value: "x").isValid)
    }
    let issue = try #require(check.verdict(on: "Device.WiFi.SSID.[Enable==true].SSDI", for: .get).issues.first)
    #expect(issue.code == .unknown && issue.suggestion == nil)
  }

  @Test func everyCodeHasANameOfItsOwn() {
    let names = """
      syntax too_long unknown other_root wrong_form read_only wrong_type bad_value out_of_range bad_length \
      not_in_enumeration not_settable bad_list bad_reference type_differs deleted vendor trailing_dot risk
      """
    #expect(ModelIssue.Code.allCases.map(\.rawValue) == names.split(separator: " ").map(String.init))
  }
}
