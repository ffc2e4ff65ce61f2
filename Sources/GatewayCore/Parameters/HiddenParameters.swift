/// Parameters whose values are told to nobody.
///
/// The lists are facts of the published data models of the Broadband Forum (Device:2.19, Device:1.14,
/// InternetGatewayDevice:1.14 and the service models): all parameters marked hidden or secured.
package enum HiddenParameters {
  /// Whether the value of a parameter is kept back in answers, events, audit and logs (protocol.md 6).
  ///
  /// A path that only nearly names one counts too, as whoever mistyped it has written the secret all the same: any case,
  /// blanks around it, wildcards and expressions for rows.
  package static func contains(_ path: String) -> Bool {
    guard let end = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
    let last = String(path[path.index(after: end)...].prefix { !$0.isWhitespace }).lowercased()
    guard names.contains(last) else { return false }
    let components = PathGrammar.split(Array(path.unicodeScalars)).map { part in
      String(scalars: part.text).filter { !$0.isWhitespace }.lowercased()
    }
    let template = components.dropFirst().map { isInstance($0) ? "{i}" : $0 }.joined(separator: ".")
    if services.contains(template) { return true }
    switch components.first {
    case "device": return device.contains(template)
    case "internetgatewaydevice": return internetGatewayDevice.contains(template)
    default: return false
    }
  }

  private static func isInstance(_ component: String) -> Bool {
    component == "*" || component.hasPrefix("[") || component.hasPrefix("{")
      || !component.isEmpty && component.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func set(_ text: String) -> Set<String> {
    Set(text.lowercased().split(separator: "\n").map(String.init))
  }

  private static let device = set(belowDevice)
  private static let internetGatewayDevice = set(belowInternetGatewayDevice)
  private static let services = set(belowServices)
  /// The last names of all of them: nearly every path is no secret by its name alone.
  private static let names = Set(
    [device, internetGatewayDevice, services].joined().compactMap { $0.split(separator: ".").last.map(String.init) })

  /// Paths below the root `Device`.
  private static let belowDevice = """
    BulkData.Profile.{i}.FileTransferPassword
    BulkData.Profile.{i}.HTTP.Password
    Cellular.AccessPoint.{i}.Password
    Cellular.Interface.{i}.USIM.PIN
    DeviceInfo.TemperatureStatus.TemperatureSensor.{i}.Reset
    DynamicDNS.Client.{i}.Password
    FAP.GPS.AGPSServerConfig.Password
    FAP.PerfMgmt.Config.{i}.Password
    HomePlug.Interface.{i}.NetworkPassword
    IEEE1905.AL.Security.Password
    IEEE8021x.Supplicant.{i}.EAPMD5.SharedSecret
    IP.Diagnostics.IPLayerCapacityMetrics.AuthenticationCode
    IP.Diagnostics.IPLayerCapacityMetrics.IPLayerCapacityAuthCode.{i}.AuthenticationKey
    LANConfigSecurity.ConfigPassword
    MQTT.Broker.{i}.Bridge.{i}.Password
    MQTT.Broker.{i}.Password
    MQTT.Client.{i}.Password
    ManagementServer.ConnectionRequestPassword
    ManagementServer.Password
    ManagementServer.STUNPassword
    MoCA.Interface.{i}.EnhancedPassword
    MoCA.Interface.{i}.KeyPassphrase
    PPP.Interface.{i}.Password
    PacketCaptureDiagnostics.Password
    PeriodicStatistics.SampleSet.{i}.ForceSample
    RadSecProxy.Client.{i}.Secret
    RadSecProxy.Server.{i}.Secret
    Routing.Babel.DTLSCertSet.{i}.DTLSCert.{i}.CertPrivateKey
    Routing.Babel.MACKeySet.{i}.MACKey.{i}.KeyValue
    STOMP.Connection.{i}.Password
    SmartCardReader.{i}.Reset
    TrustedElements.SIM.{i}.PIN
    UPA.Interface.{i}.EncryptionKey
    USBHosts.Host.{i}.Reset
    USPAgent.ControllerTrust.Challenge.{i}.Value
    User.{i}.Password
    Users.User.{i}.Password
    WiFi.AccessPoint.{i}.Accounting.SecondarySecret
    WiFi.AccessPoint.{i}.Accounting.Secret
    WiFi.AccessPoint.{i}.Security.KeyPassphrase
    WiFi.AccessPoint.{i}.Security.PreSharedKey
    WiFi.AccessPoint.{i}.Security.RadiusSecret
    WiFi.AccessPoint.{i}.Security.SAEPassphrase
    WiFi.AccessPoint.{i}.Security.SecondaryRadiusSecret
    WiFi.AccessPoint.{i}.Security.WEPKey
    WiFi.AccessPoint.{i}.WPS.PIN
    WiFi.EndPoint.{i}.Profile.{i}.Security.KeyPassphrase
    WiFi.EndPoint.{i}.Profile.{i}.Security.PreSharedKey
    WiFi.EndPoint.{i}.Profile.{i}.Security.SAEPassphrase
    WiFi.EndPoint.{i}.Profile.{i}.Security.WEPKey
    WiFi.EndPoint.{i}.WPS.PIN
    XMPP.Connection.{i}.Password
    XPON.ONU.{i}.ANI.{i}.TC.Authentication.Password
    """

  /// Paths below the root `InternetGatewayDevice`.
  private static let belowInternetGatewayDevice = """
    BulkData.Profile.{i}.FileTransferPassword
    DeviceInfo.TemperatureStatus.TemperatureSensor.{i}.Reset
    FAP.GPS.AGPSServerConfig.Password
    FAP.PerfMgmt.Config.{i}.Password
    LANConfigSecurity.ConfigPassword
    LANDevice.{i}.WLANConfiguration.{i}.KeyPassphrase
    LANDevice.{i}.WLANConfiguration.{i}.PreSharedKey.{i}.KeyPassphrase
    LANDevice.{i}.WLANConfiguration.{i}.PreSharedKey.{i}.PreSharedKey
    LANDevice.{i}.WLANConfiguration.{i}.WEPKey.{i}.WEPKey
    LANDevice.{i}.WLANConfiguration.{i}.WPS.DevicePassword
    ManagementServer.ConnectionRequestPassword
    ManagementServer.Password
    ManagementServer.STUNPassword
    PeriodicStatistics.SampleSet.{i}.ForceSample
    SmartCardReader.{i}.Reset
    USBHosts.Host.{i}.Reset
    User.{i}.Password
    WANDevice.{i}.WANConnectionDevice.{i}.WANPPPConnection.{i}.Password
    XMPP.Connection.{i}.Password
    """

  /// Below the root, where service models are mounted.
  private static let belowServices = """
    Services.StorageService.{i}.UserAccount.{i}.Password
    Services.VoiceService.{i}.DECT.Base.{i}.PIN
    Services.VoiceService.{i}.H323.Client.{i}.AuthPassword
    Services.VoiceService.{i}.SIP.Client.{i}.AuthPassword
    Services.VoiceService.{i}.SIP.Client.{i}.EventSubscribe.{i}.AuthPassword
    Services.VoiceService.{i}.SIP.Network.{i}.InboundAuthPassword
    Services.VoiceService.{i}.SIP.Registrar.{i}.Account.{i}.AuthPassword
    Services.VoiceService.{i}.VoiceProfile.{i}.H323.AuthPassword
    Services.VoiceService.{i}.VoiceProfile.{i}.Line.{i}.SIP.AuthPassword
    Services.VoiceService.{i}.VoiceProfile.{i}.Line.{i}.SIP.EventSubscribe.{i}.AuthPassword
    Services.VoiceService.{i}.VoiceProfile.{i}.SIP.InboundAuthPassword
    """
}
