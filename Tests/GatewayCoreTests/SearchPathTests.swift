internal import GatewayCore
internal import Testing

/// Search paths: the grammar, with every example of the path rules.
@Suite struct SearchPathTests {
  static let valid: [(text: String, kind: SearchPath.Kind)] = [
    ("Device.IP.Interface.*.Status", .parameter), ("Device.IP.Interface.*.", .object),
    ("Device.IP.Interface.*.IPv4Address.*.IPAddress", .parameter),
    (#"Device.IP.Interface.[Name=="eth0"].Status"#, .parameter),
    ("Device.DSL.Line.[Enable==true].CurrentProfile", .parameter),
    ("Device.DSL.Line.[Enable==1].CurrentProfile", .parameter),
    (
      #"Device.IP.Interface.[Type=="Normal"&&Stats.ErrorsSent>0].IPv4Address.[AddressingType=="Static"].IPAddress"#,
      .parameter
    ),
    (#"Device.NAT.PortMapping.[RemoteHost==""&&ExternalPort==0&&Protocol=="TCP"]."#, .object),
    (#"Device.PCP.Client.*.Server.[Capabilities~="IPv6Firewall"]."#, .object),
    ("Device.IP.Interface.*.IPv6Address.[ValidLifetime<2021-06-06T08:00:00Z].IPAddress", .parameter),
    (#"Device.IP.Interface.[Type == "Normal"].Status"#, .parameter),
    ("Device.NAT.PortMapping.1.Interface+.Name", .parameter),
    ("Device.WiFi.SSID.1.LowerLayers#1+.Name", .parameter), ("Device.WiFi.SSID.1.LowerLayers#*+.Name", .parameter),
    (#"Device.WiFi.AccessPoint.[SSIDReference+.SSID=="MyHome"].AssociatedDevice.*.MACAddress"#, .parameter),
    (#"Device.IP.Interface.[Name=="eth0"].Reset()"#, .command), ("Device.Boot!", .event),
    (#"Device.IP.Interface.[Alias=="a]b"].Status"#, .parameter), ("Device.WiFi.SSID.[guest].SSID", .parameter),
    ("Device.", .object), ("Device.WiFi.SSID.1.", .object),
  ]

  @Test(arguments: valid) func aSearchPathIsRead(_ text: String, _ kind: SearchPath.Kind) throws {
    #expect(try SearchPath(text).kind == kind)
  }

  /// Nil where the rules leave open which token is the one.
  static let refused: [(text: String, position: Int?)] = [
    ("Device.IP.Interface.[].", nil), (#"Device.IP.Interface.{Type=="Normal"}.Status"#, 20),
    (#"Device.IP.Interface.[Type="Normal"].Status"#, 25),
    (#"Device.IP.Interface.[Type=="Normal"||Enable==true].Status"#, 35),
    ("Device.IP.Interface.[Type==Normal].Status", 27), (#"Device.IP.Interface.[Type=="Normal].Status"#, 42),
    (#"Device.IP.Interface.[Type=="Normal"&&].Status"#, 37), (#"Device.IP.Interface.[=="Normal"].Status"#, 21),
    (#"Device.IP.Interface.[Type=="Normal"&&IPv4Address.*.AddressingType=="Static"].Status"#, 49),
    ("Device.IP.Interface.**.Status", nil), ("Device.IP.Interface.eth*.Status", nil),
    ("*.DeviceInfo.SerialNumber", 0), ("Device.*.Status", 7), ("Device.WiFi.SSID.1.LowerLayers#0+.Name", 31),
    ("Device.WiFi.SSID.1.LowerLayers#1.Name", 32), ("Device.NAT.PortMapping.1.Interface+Name", 35), ("", 0),
    ("Device", 6), ("Device.WiFi.SSID.01.SSID", 17), ("Device.WiFi.SSID.0.SSID", 17),
  ]

  @Test(arguments: refused) func whatIsNoSearchPathIsRefused(_ text: String, _ position: Int?) throws {
    let error = try #require(throws: PathError.self) { try SearchPath(text) }
    if let position { #expect(error.position == position) }
    #expect((0...text.unicodeScalars.count).contains(error.position))
  }

  @Test func blanksAroundAnOperatorChangeNothing() throws {
    let spaced = try SearchPath(#"Device.IP.Interface.[ Type == "Normal" && Stats.Sent > 0 ].Status"#)
    #expect(try SearchPath(#"Device.IP.Interface.[Type=="Normal"&&Stats.Sent>0].Status"#) == spaced)
  }

  @Test func quotesAndPercentSignsAreEscapedInConstants() throws {
    let search = try SearchPath(#"Device.A.[Name=="5%25 of %22x%22 100%"].B"#)
    guard case .matching(let terms) = search.steps[1].rows else {
      Issue.record("expected an expression")
      return
    }
    #expect(terms.map(\.constant) == [.text(#"5% of "x" 100%"#)])
  }

  @Test(arguments: [
    ("Device.WiFi.SSID.1.SSID", false, false), ("Device.WiFi.SSID.*.SSID", true, false),
    (#"Device.WiFi.SSID.[SSID=="x"].SSID"#, true, true), ("Device.NAT.PortMapping.1.Interface+.Name", true, true),
  ])
  func aSearchPathSaysWhetherItSearches(_ text: String, _ isSearch: Bool, _ needsValues: Bool) throws {
    let search = try SearchPath(text)
    #expect(search.isSearch == isSearch)
    #expect(search.needsValues == needsValues)
  }
}
