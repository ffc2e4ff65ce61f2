internal import GatewayCore
internal import Testing

/// Templates, in which `{i}` is the only row, and the order of paths.
@Suite struct PathTemplateTests {
  static let valid = [
    "Device.WiFi.SSID.{i}.SSID", "Device.WiFi.SSID.{i}.", "Device.IP.Interface.{i}.IPv4Address.{i}.IPAddress",
    "InternetGatewayDevice.LANDevice.{i}.WLANConfiguration.{i}.Channel", "VoiceService.{i}.VoiceProfile.{i}.Line.{i}.",
  ]

  @Test(arguments: valid) func aTemplateIsReadAndWrittenUnchanged(_ text: String) throws {
    let template = try ParameterPath(template: text)
    #expect(template.text == text)
    #expect(template.template == template)
  }

  static let refused: [(text: String, position: Int)] = [
    ("Device.WiFi.SSID.1.SSID", 17), ("Device.WiFi.SSID.{I}.SSID", 17), ("Device.WiFi.SSID.{j}.SSID", 17),
    ("Device.WiFi.SSID{i}.SSID", 12), ("Device.{i}.SSID", 7), ("InternetGatewayDevice.{i}.", 22),
    ("Device.WiFi.SSID.{i}.{i}.SSID", 21), ("Device.WiFi.SSID.{i}", 20), ("Device.WiFi.SSID.[web].", 17),
    ("{i}.VoiceProfile.", 0), ("VoiceService.{i}.{i}.", 17), ("VoiceService.1.VoiceProfile.", 13),
  ]

  @Test(arguments: refused) func whatIsNoTemplateIsRefusedAtItsPlace(_ text: String, _ position: Int) throws {
    let error = try #require(throws: PathError.self) { try ParameterPath(template: text) }
    #expect(error.position == position)
  }

  @Test(arguments: [
    ("Device.WiFi.SSID.1.SSID", "Device.WiFi.SSID.{i}.SSID"), ("Device.WiFi.SSID.[guest].", "Device.WiFi.SSID.{i}."),
    ("Device.IP.Interface.[cpe-eth0].IPv4Address.7.IPAddress", "Device.IP.Interface.{i}.IPv4Address.{i}.IPAddress"),
    ("Device.DNS2.Name", "Device.DNS2.Name"),
  ])
  func everyRowOfAPathIsTheSameRowInItsTemplate(_ text: String, _ template: String) throws {
    #expect(try ParameterPath(strict: text).template.text == template)
  }

  @Test func rowsSortByNumberAndObjectsBeforeWhatLiesBelow() throws {
    let ordered = [
      "Device.", "Device.A.", "Device.A.1.", "Device.A.1.B", "Device.A.2.", "Device.A.10.", "Device.A.10.B",
      "Device.A.100.", "Device.A.B", "Device.A.b", "Device.B.Name", "Device.a.Name",
    ]
    let paths = try ordered.map { try ParameterPath(strict: $0) }
    #expect(paths.reversed().sorted().map(\.text) == ordered)
    #expect(paths.shuffled().sorted().map(\.text) == ordered)
  }
}
