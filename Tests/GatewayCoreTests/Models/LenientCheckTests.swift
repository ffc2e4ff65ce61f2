internal import GatewayCore
internal import Testing

/// What a device reported is right, whatever the rules and the models say.
@Suite struct LenientCheckTests {
  static let odd: [(path: String, value: String, type: ValueType)] = [
    ("Device.X_TP_Odd.802-1pMark", "-1", .unsignedInt), ("Device.WiFi.Radio.1.11kSupported", "maybe", .boolean),
    ("Device.IDLE.Enable", "", .boolean), ("Device.WiFi.SSID.1.Enable", "Ja", .boolean),
    ("Device.WiFi.SSID.1.SSID", String(repeating: "x", count: 64), .string),
    ("Device.WiFi.SSID.1.LowerLayers", "Device.WiFi.Radio.1.", .string),
    ("Device.ManagementServer.PeriodicInformTime", "1981-01-01_00:00:15", .dateTime),
    ("Device.IP.Diagnostics.IPPing.DiagnosticsState", "Complete", .string),
    ("Device.ManagementServer.PeriodicInformInterval", "0", .unsignedInt),
    ("Device.X_Long." + String(repeating: "y", count: 300), "a\u{1}b", .string), ("Device.Na me.Größe!", "1", .int),
  ]

  @Test(arguments: odd) func whatADeviceReportedIsTakenBack(_ path: String, _ value: String, _ type: ValueType) throws {
    let check = try ParameterCheck(.published(), device: ParameterTree([(path, value, type)]))
    for use in [nil, ParameterUse.get, .set] {
      #expect(check.verdict(on: path, for: use, value: use == .set ? value : nil).issues == [])
    }
    #expect(check.verdict(on: path, for: .set, value: value, type: type).issues == [])
  }

  @Test func theTypeThatTheDeviceReportsWins() throws {
    let path = "Device.WiFi.SSID.1.Enable"
    let check = try ParameterCheck(.published(), device: ParameterTree([(path, "1", .unsignedInt)]))
    let verdict = check.verdict(on: path, for: .set, value: "0", type: .unsignedInt)
    #expect(verdict.issues.map(\.code) == [.typeDiffers])
    #expect(verdict.isValid && verdict.issues[0].severity == .warning)
    let codes = { (value: String, type: ValueType?) in
      check.verdict(on: path, for: .set, value: value, type: type).issues.filter { $0.severity == .error }.map(\.code)
    }
    #expect(codes("0", .boolean) == [.wrongType])
    #expect(codes("true", nil) == [.badValue])
    #expect(codes("7", nil) == [])
  }

  @Test(arguments: [
    ("Device.DeviceInfo.SerialNumber", true), ("Device.WiFi.SSID.1.SSID", false), ("Device.X_A_Own.Name", false),
  ])
  func theAccessThatTheDeviceReportsWins(_ path: String, _ isWritable: Bool) throws {
    let device = ParameterTree([(path, "a", .string)], isWritable: isWritable)
    let verdict = try ParameterCheck(.published(), device: device).verdict(on: path, for: .set, value: "b")
    #expect(verdict.isValid == isWritable)
    #expect(verdict.issues.map(\.code) == (isWritable ? [] : [.readOnly]))
  }

  @Test func rowsAreAddedWhereTheDeviceSaysSo() throws {
    let (open, closed) = ("Device.Hosts.Host", "Device.NAT.PortMapping")
    let device = ParameterTree([
      ParameterTree.Node(path: open, isObject: true, isWritable: true),
      ParameterTree.Node(path: closed, isObject: true, isWritable: false),
      ParameterTree.Node(path: "\(closed).1", isObject: true, isWritable: false),
    ])
    let check = try ParameterCheck(.published(), device: device)
    #expect(check.verdict(on: "\(open).", for: .addObject).issues == [])
    #expect(check.verdict(on: "\(open).1.", for: .deleteObject).issues == [])
    #expect(check.verdict(on: "\(closed).", for: .addObject).issues.map(\.code) == [.readOnly])
    #expect(check.verdict(on: "\(closed).1.", for: .deleteObject).issues.map(\.code) == [.readOnly])
  }

  /// Of a row the device says whether it can be deleted, and of its table whether rows can be added.
  @Test(arguments: [true, false]) func aRowIsDeletedWhereTheDeviceSaysSoOfTheRow(_ isWritable: Bool) throws {
    let device = ParameterTree([
      ParameterTree.Node(path: "Device.NAT.PortMapping", isObject: true, isWritable: !isWritable),
      ParameterTree.Node(path: "Device.NAT.PortMapping.1", isObject: true, isWritable: isWritable),
    ])
    let verdict = try ParameterCheck(.published(), device: device)
      .verdict(on: "Device.NAT.PortMapping.1.", for: .deleteObject)
    #expect(verdict.isValid == isWritable)
  }

  @Test func whatTheModelHasDeletedWarnsThoughTheDeviceHasIt() throws {
    let path = "Device.Time.NTPServer1"
    let check = try ParameterCheck(.published(), device: ParameterTree([(path, "a", .string)]))
    #expect(check.verdict(on: path, for: .set, value: "b").issues.map(\.code) == [.deleted])
  }

  /// A model that does not fit the device knows nothing of it.
  @Test func aDeviceOfTheOtherGenerationIsCheckedByItsOwnModel() throws {
    let device = ParameterTree([("Device.DeviceSummary", "", .string)])
    let check = try ParameterCheck(.published(), device: device)
    #expect(check.verdict(on: "Device.WiFi.SSID.1.SSID").issues.map(\.code) == [.unknown])
    #expect(check.verdict(on: "Device.LAN.IPAddress").match?.model.id == "Device:1.14")
  }

  @Test func aRowThatTheDeviceLacksIsNoErrorWhereTheModelHasIt() throws {
    let check = try ParameterCheck(.published(), device: ParameterTree([("Device.WiFi.SSID.1.SSID", "a", .string)]))
    #expect(check.verdict(on: "Device.WiFi.SSID.9.SSID", for: .set, value: "b").issues == [])
  }
}
