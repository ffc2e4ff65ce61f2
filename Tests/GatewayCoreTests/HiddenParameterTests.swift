internal import GatewayCore
internal import TestSupport
internal import Testing

/// Values of hidden and secured parameters are told to nobody.
@Suite struct HiddenParameterTests {
  static let hidden = [
    "Device.WiFi.AccessPoint.1.Security.KeyPassphrase", "Device.WiFi.AccessPoint.[guest].Security.KeyPassphrase",
    "InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.KeyPassphrase", "Device.ManagementServer.Password",
    "InternetGatewayDevice.ManagementServer.ConnectionRequestPassword", "Device.Users.User.12.Password",
    "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.2.WANPPPConnection.3.Password",
    "Device.Services.VoiceService.1.VoiceProfile.1.Line.2.SIP.AuthPassword",
    "InternetGatewayDevice.Services.VoiceService.1.VoiceProfile.1.Line.2.SIP.AuthPassword",
    "Device.WiFi.AccessPoint.{i}.Security.PreSharedKey",
  ]

  static let open = [
    "Device.WiFi.SSID.1.SSID", "Device.ManagementServer.Username", "Device.WiFi.AccessPoint.1.Security.ModeEnabled",
    "Device.Password", "Password", "", "Device.ManagementServer.", "Other.ManagementServer.Password",
    "InternetGatewayDevice.WiFi.AccessPoint.1.Security.KeyPassphrase",
    "Device.ManagementServer.Password.More",
  ]

  @Test(arguments: hidden) func aHiddenParameterIsKnown(_ path: String) {
    #expect(HiddenParameters.contains(path))
  }

  /// Whoever mistyped the path has written the secret all the same.
  @Test(arguments: [
    "device.managementserver.password", "Device.ManagementServer.Password ", " Device.ManagementServer.Password",
    "Device.WiFi.AccessPoint.*.Security.KeyPassphrase",
    "Device.WiFi.AccessPoint.[SSIDReference==\"a.b\"].Security.KeyPassphrase",
  ]) func aPathThatNearlyNamesOneIsKnownToo(_ path: String) {
    #expect(HiddenParameters.contains(path))
  }

  @Test(arguments: open) func everyOtherParameterIsOpen(_ path: String) {
    #expect(!HiddenParameters.contains(path))
  }

  @Test(arguments: hidden) func theValueOfAHiddenParameterIsToldAsNull(_ path: String) {
    let variable = Variable(path: path, value: "geheim", type: .string)
    let text = writing { variable.write(to: &$0) }
    #expect(text == #"{"path":"\#(path)","value":null,"type":"string","redacted":true}"#)
  }

  @Test func theValueOfAnyOtherIsTold() {
    let text = writing { Variable(path: "Device.X", value: "a\"b", type: .int).write(to: &$0) }
    #expect(text == #"{"path":"Device.X","value":"a\"b","type":"int"}"#)
  }
}
