internal import GatewayCore
internal import Testing

/// Every example of the path rules for a call on a device that has all of the published models (section 9, 115 to 175).
@Suite struct PathExampleTests {
  static let get: [(path: String, code: ModelIssue.Code?)] = [
    ("", nil), ("Device.", nil), ("Device.WiFi.SSID.", nil), ("Device.WiFi.SSID.1.", nil),
    ("Device.WiFi.SSID.1.SSID", nil), ("Device.WiFi.AccessPoint.1.Security.KeyPassphrase", nil),
    ("InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.KeyPassphrase", nil), ("Device.WiFi.Radio.*.Channel", nil),
    ("Device.WiFi.SSID.[guest].SSID", nil), ("Device.WiFi.ssid.1.SSID", .unknown),
    ("device.WiFi.SSID.1.SSID", .unknown), ("Device.WiFi.SSID.SSID", .wrongForm), ("Device.WiFi.1.SSID", .wrongForm),
    ("Device.WiFi.SSID.1.SSID.", .wrongForm), ("Device.WiFi.SSID.1.Ssidd", .unknown),
    ("Device.WiFi.SSID.{i}.SSID", .syntax), ("InternetGatewayDevice.WiFi.SSID.1.SSID", .otherRoot),
    ("Device.LANDevice.1.WLANConfiguration.1.SSID", .otherRoot), ("Device.WiFi", .wrongForm),
    ("Device.WiFi.SSID.1.SSID,Device.WiFi.SSID.2.SSID", .syntax),
  ]

  /// Of the names of a level, what get takes too.
  static let names = ["", "Device.WiFi.", "Device.WiFi.SSID.", "Device.DeviceInfo.SerialNumber"]

  static let set: [(path: String, code: ModelIssue.Code?)] = [
    ("Device.WiFi.SSID.1.SSID", nil), ("Device.ManagementServer.PeriodicInformInterval", nil),
    ("InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.Channel", nil), ("Device.WiFi.SSID.1.Alias", nil),
    ("Device.WiFi.SSID.1.", .wrongForm), ("Device.DeviceInfo.SerialNumber", .readOnly),
    ("Device.WiFi.SSIDNumberOfEntries", .readOnly), ("Device.WiFi.SSID.*.Enable", .syntax), ("", .wrongForm),
  ]

  static let add: [(path: String, code: ModelIssue.Code?)] = [
    ("Device.WiFi.SSID.", nil), ("Device.IP.Interface.1.IPv4Address.", nil), ("Device.NAT.PortMapping.", nil),
    ("InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.", nil),
    ("Device.NAT.PortMapping.[web].", nil), ("Device.WiFi.SSID", .wrongForm), ("Device.WiFi.SSID.5.", .wrongForm),
    ("Device.WiFi.SSID.{i}.", .syntax), ("Device.WiFi.", .wrongForm), ("Device.WiFi.SSID.1.SSID", .wrongForm),
    ("Device.Hosts.Host.", .readOnly), ("Device.WiFi.SSID.*.", .syntax), ("", .wrongForm),
  ]

  static let delete: [(path: String, code: ModelIssue.Code?)] = [
    ("Device.WiFi.SSID.5.", nil), ("Device.IP.Interface.1.IPv4Address.2.", nil),
    ("Device.NAT.PortMapping.[web].", nil), ("Device.WiFi.SSID.5", .wrongForm), ("Device.WiFi.SSID.", .wrongForm),
    ("Device.WiFi.", .wrongForm), ("Device.WiFi.SSID.5.SSID", .wrongForm), ("Device.Hosts.Host.1.", .readOnly),
    ("Device.WiFi.SSID.*.", .syntax),
  ]

  /// Of a parameter that points at objects, one or a list of them.
  static let references: [(value: String, code: ModelIssue.Code?)] = [
    ("Device.Ethernet.Interface.1", nil), ("Device.WiFi.Radio.1,Device.WiFi.Radio.2", nil), ("", nil),
    ("Device.DeviceInfo.SerialNumber", nil), ("Device.Ethernet.Interface.1.", .trailingDot),
    (".Ethernet.Interface.1", .badReference),
  ]

  private func expect(_ path: String, _ use: ParameterUse, _ code: ModelIssue.Code?) throws {
    let verdict = try ParameterCheck(.published()).verdict(on: path, for: use)
    #expect(verdict.issues.map(\.code) == (code.map { [$0] } ?? []))
    #expect(verdict.isValid == (code == nil))
    let fault: CWMPFault = use == .set && code == .readOnly ? .notWritable : .invalidParameterName
    #expect(verdict.issues.allSatisfy { $0.fault == fault })
  }

  @Test(arguments: get) func whatGetTakes(_ path: String, _ code: ModelIssue.Code?) throws {
    try expect(path, .get, code)
  }

  @Test(arguments: names) func whatIsListedCanBeRead(_ path: String) throws {
    try expect(path, .get, nil)
  }

  @Test(arguments: set) func whatSetTakes(_ path: String, _ code: ModelIssue.Code?) throws {
    try expect(path, .set, code)
  }

  @Test(arguments: add) func whatAddTakes(_ path: String, _ code: ModelIssue.Code?) throws {
    try expect(path, .addObject, code)
  }

  @Test(arguments: delete) func whatDeleteTakes(_ path: String, _ code: ModelIssue.Code?) throws {
    try expect(path, .deleteObject, code)
  }

  /// A dot at the end is the one deviation that real devices have: it warns.
  @Test(arguments: references) func whatAReferenceHolds(_ value: String, _ code: ModelIssue.Code?) throws {
    let path = "Device.WiFi.SSID.1.LowerLayers"
    let verdict = try ParameterCheck(.published()).verdict(on: path, for: .set, value: value)
    #expect(verdict.issues.map(\.code) == (code.map { [$0] } ?? []))
    #expect(verdict.isValid == (code != .badReference))
    #expect(verdict.issues.first?.fault == (code == .badReference ? .invalidParameterValue : nil))
  }
}
