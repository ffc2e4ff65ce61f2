internal import GatewayCore
internal import Testing

/// What can cut the line over which a device is managed (protocol.md 9, risk).
@Suite struct ManagementPathTests {
  private func isRisky(_ path: String, _ value: String, device: ParameterTree? = nil) throws -> Bool {
    let verdict = try ParameterCheck(.published(), device: device).verdict(on: path, for: .set, value: value)
    let risks = verdict.issues.filter { $0.code == .risk }
    #expect(verdict.isValid, "\(verdict.issues)")
    #expect(risks.allSatisfy { $0.severity == .warning && $0.fault == nil })
    return !risks.isEmpty
  }

  @Test(arguments: ["Device", "InternetGatewayDevice"])
  func theManagementServersOwnParametersAreRisky(root: String) throws {
    for name in ["URL", "Username", "Password", "ConnectionRequestUsername", "ConnectionRequestPassword"] {
      #expect(try isRisky("\(root).ManagementServer.\(name)", "text"))
    }
    for value in ["false", "0", " false "] {
      #expect(try isRisky("\(root).ManagementServer.PeriodicInformEnable", value))
    }
    for value in ["true", "1"] { #expect(try !isRisky("\(root).ManagementServer.PeriodicInformEnable", value)) }
    #expect(try !isRisky("\(root).ManagementServer.PeriodicInformInterval", "60"))
    #expect(try !isRisky("\(root).DeviceInfo.ProvisioningCode", "a"))
  }

  @Test(arguments: ["WANIPConnection.1.", "WANPPPConnection.[internet]."])
  func aConnectionOfTheOlderModelIsRiskyToSwitchOff(_ connection: String) throws {
    let path = "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.2.\(connection)Enable"
    #expect(try isRisky(path, "false"))
    #expect(try !isRisky(path, "true"))
  }

  private static func device(_ url: String, reported: [(String, String, ValueType)] = []) -> ParameterTree {
    ParameterTree(
      [
        ("Device.ManagementServer.ConnectionRequestURL", url, .string),
        ("Device.IP.Interface.1.Enable", "true", .boolean),
        ("Device.IP.Interface.1.IPv4Address.1.IPAddress", "192.0.2.1", .string),
        ("Device.IP.Interface.2.Enable", "1", .boolean),
        ("Device.IP.Interface.2.LowerLayers", "Device.PPP.Interface.3.", .string),
        ("Device.IP.Interface.2.IPv4Address.2.IPAddress", "192.0.2.7", .string),
        ("Device.IP.Interface.2.IPv6Address.1.IPAddress", "2001:db8::7", .string),
        ("Device.PPP.Interface.3.Enable", "true", .boolean), ("Device.PPP.Interface.4.Enable", "true", .boolean),
        ("Device.PPP.Interface.4.IPCP.LocalIPAddress", "192.0.2.9", .string),
      ] + reported)
  }

  static let carriers: [(url: String, interfaces: [String])] = [
    ("http://192.0.2.7:7547/tr069", ["IP.Interface.2", "PPP.Interface.3"]),
    ("http://192.0.2.7", ["IP.Interface.2", "PPP.Interface.3"]),
    ("https://user:pass@192.0.2.7/a@b", ["IP.Interface.2", "PPP.Interface.3"]),
    ("http://[2001:db8::7]:7547/", ["IP.Interface.2", "PPP.Interface.3"]), ("http://192.0.2.1/", ["IP.Interface.1"]),
    ("http://192.0.2.9/", ["PPP.Interface.4"]), ("http://192.0.2.77/", []), ("", []), ("192.0.2.7", []),
    ("http://", []), ("://", []), ("http://[", []),
  ]

  @Test(arguments: carriers) func theInterfaceWithTheManagementAddressIsRisky(
    _ url: String, _ interfaces: [String]
  ) throws {
    let device = Self.device(url)
    for interface in ["IP.Interface.1", "IP.Interface.2", "PPP.Interface.3", "PPP.Interface.4"] {
      #expect(try isRisky("Device.\(interface).Enable", "false", device: device) == interfaces.contains(interface))
      #expect(try !isRisky("Device.\(interface).Enable", "true", device: device))
      #expect(try !isRisky("Device.\(interface).Enable", "false"))
    }
  }

  /// What changes nothing cuts nothing.
  @Test func aValueAsItWasReportedIsNoRisk() throws {
    let url = "Device.ManagementServer.URL"
    let device = Self.device("http://192.0.2.1/", reported: [(url, "https://acs.example.net/", .string)])
    #expect(try !isRisky(url, "https://acs.example.net/", device: device))
    #expect(try isRisky(url, "https://acs.example.net", device: device))
  }
}
