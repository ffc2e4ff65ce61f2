internal import GatewayCore
internal import Testing

/// The strict grammar, with every example of the path rules (sections 1, 2 and 9).
@Suite struct StrictPathTests {
  static let parameters = [
    "Device.DeviceInfo.SerialNumber", "InternetGatewayDevice.DeviceInfo.SoftwareVersion", "Device.WiFi.SSID.1.SSID",
    "InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.SSID", "Device.WiFi.SSID.10.SSID",
    "Device.WiFi.SSID.4294967295.SSID", "Device.RootDataModelVersion", "Device.UserInterface.X_012345_AdBanner",
    "Device.X_EXAMPLE-COM_MyConfig.Status", "Device.IP.Interface.1.X_EXAMPLE-COM_Tag",
    "Device.Services.VoiceService.1.VoiceProfile.2.Line.1.Enable", "Device._Internal.Value", "Device.A.b",
    "Device.IP.Interface.[cpe-eth0].IPv4Address.1.IPAddress", "Device.NAT.PortMapping.[web.server].Enable",
    "Device." + String(repeating: "A", count: 249), "Device.DeviceInfo.Größe",
    "Device.WiFi.SSID.[\(String(repeating: "a", count: 64))].SSID",
  ]

  static let objects = [
    "Device.", "InternetGatewayDevice.", "Device.WiFi.", "Device.WiFi.SSID.", "Device.WiFi.SSID.3.",
    "Device.WiFi.SSID.[guest].", "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.2.WANPPPConnection.1.",
    "Device.X_EXAMPLE-COM_MyConfig.",
  ]

  @Test(arguments: parameters) func aFullPathIsThatOfAParameter(_ text: String) throws {
    let path = try ParameterPath(strict: text)
    #expect(!path.isPartial)
    #expect(path.text == text)
  }

  @Test(arguments: objects) func aPathWithADotAtItsEndIsThatOfAnObject(_ text: String) throws {
    let path = try ParameterPath(strict: text)
    #expect(path.isPartial)
    #expect(path.text == text)
  }

  /// What the rules call invalid as a parameter only because it names an object, or the other way round.
  @Test(arguments: [("Device.", true), ("Device.DeviceInfo.SerialNumber.", true), ("Device.WiFi", false)])
  func theDotAloneTellsObjectsFromParameters(_ text: String, _ isPartial: Bool) throws {
    #expect(try ParameterPath(strict: text).isPartial == isPartial)
  }

  static let refused: [(text: String, position: Int)] = [
    ("", 0), ("Device", 6), (".", 0), (".Device.DeviceInfo.SerialNumber", 0), ("Device..SerialNumber", 7),
    ("Device.DeviceInfo.Serial Number", 18), (" Device.DeviceInfo.SerialNumber", 0),
    ("Device.DeviceInfo.SerialNumber\n", 18), ("Device.DeviceInfo.Serial/Number", 18),
    ("Device/DeviceInfo/SerialNumber", 0), ("Device.DeviceInfo.8021pMark", 18), ("Device.DeviceInfo.802-1pMark", 18),
    ("Device.DeviceInfo.-Mark", 18), ("Device.DeviceInfo.Mark!", 18), ("Device.DeviceInfo.Reset()", 18),
    ("Device.DeviceInfo.Na$me", 18), ("Device.WiFi.SSID.0.SSID", 17), ("Device.WiFi.SSID.01.SSID", 17),
    ("Device.WiFi.SSID.-1.SSID", 17), ("Device.WiFi.SSID.+1.SSID", 17), ("Device.WiFi.SSID.1.5.SSID", 19),
    ("Device.WiFi.SSID.4294967296.SSID", 17), ("Device.1.SSID", 7), ("1.Device.SSID", 0), ("Device.WiFi.SSID.1", 18),
    ("Device.WiFi.SSID.{i}.SSID", 17), ("Device.WiFi.SSID.*.SSID", 17), ("Device.WiFi.SSID.[].SSID", 17),
    ("Device.WiFi.SSID.[1abc].SSID", 17), ("Device.WiFi.SSID.[abc.SSID", 26), ("Device.WiFi.SSID.abc].SSID", 17),
    ("Device.WiFi.SSID.[\(String(repeating: "a", count: 65))].SSID", 17), ("Device.WiFi.SSID[1].SSID", 12),
    ("Device." + String(repeating: "A", count: 250), 256), ("Device.WiFi.SSID.1.SSID=lab", 19), ("Device.WiFi..", 12),
    ("Device.WiFi.SSID.0.", 17), ("Device.WiFi.SSID.1.2.", 19), ("Device.WiFi.SSID.#.", 17),
    ("Device.Größe.Größe.8", 20),
  ]

  @Test(arguments: refused) func whatIsNoPathIsRefusedAtItsPlace(_ text: String, _ position: Int) throws {
    let error = try #require(throws: PathError.self) { try ParameterPath(strict: text) }
    #expect(error.position == position)
    #expect(!error.reason.isEmpty)
  }

  @Test(arguments: parameters + objects) func everyBeginningOfAPathIsOneOrNamesItsOwnEnd(_ text: String) throws {
    for end in text.unicodeScalars.indices.dropFirst() {
      let prefix = String(text[..<end])
      do throws(PathError) {
        #expect(try ParameterPath(strict: prefix).text == prefix)
      } catch {
        #expect(error.position == prefix.unicodeScalars.count)
      }
    }
  }

  @Test func aPathTellsItsRootItsRowAndItsVendor() throws {
    let row = try ParameterPath(strict: "Device.X_EXAMPLE-COM_Config.Rule.[web].")
    #expect(row.root == "Device")
    #expect(row.isRow)
    #expect(row.vendor == "EXAMPLE-COM")
    #expect(row.components.last == .alias("web"))
    let table = try ParameterPath(strict: "Device.WiFi.SSID.")
    #expect(!table.isRow)
    #expect(table.vendor == nil)
  }
}
