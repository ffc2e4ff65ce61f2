internal import GatewayCore
internal import JSON
internal import Testing

/// Searches over what is known of a device.
@Suite struct TreeSearchTests {
  private let tree = ParameterTree([
    parameter("Device.WiFi.SSID.1.SSID", "home"), parameter("Device.WiFi.SSID.1.Alias", "cpe-1"),
    parameter("Device.WiFi.SSID.1.Enable", "true", .boolean),
    parameter("Device.WiFi.SSID.1.LowerLayers", "Device.WiFi.Radio.1., Device.WiFi.Radio.2"),
    parameter("Device.WiFi.SSID.10.SSID", "guest"), parameter("Device.WiFi.SSID.10.Alias", "guest"),
    parameter("Device.WiFi.SSID.10.Enable", "0", .boolean), parameter("Device.WiFi.SSID.10.LowerLayers", ""),
    parameter("Device.WiFi.SSID.2.SSID", "office"), parameter("Device.WiFi.SSID.2.Enable", "1", .boolean),
    parameter("Device.WiFi.Radio.1.Channel", "11", .unsignedInt),
    parameter("Device.WiFi.Radio.1.Standards", "b, g,n"), parameter("Device.WiFi.Radio.2.Channel", "036", .unsignedInt),
    parameter("Device.WiFi.Radio.2.Standards", "ac"),
    parameter("Device.WiFi.Radio.2.Since", "2030-01-01T00:00:00Z", .dateTime),
  ])

  private static func parameter(_ path: String, _ value: String, _ type: ValueType = .string) -> ParameterTree.Node {
    ParameterTree.Node(path: path, isObject: false, value: value, type: type)
  }

  static let cases: [(search: String, found: [String])] = [
    ("Device.WiFi.SSID.*.SSID", ["Device.WiFi.SSID.1.SSID", "Device.WiFi.SSID.2.SSID", "Device.WiFi.SSID.10.SSID"]),
    ("Device.WiFi.SSID.*.", ["Device.WiFi.SSID.1", "Device.WiFi.SSID.2", "Device.WiFi.SSID.10"]),
    ("Device.WiFi.SSID.[Enable==true].SSID", ["Device.WiFi.SSID.1.SSID", "Device.WiFi.SSID.2.SSID"]),
    ("Device.WiFi.SSID.[Enable==0].SSID", ["Device.WiFi.SSID.10.SSID"]),
    (#"Device.WiFi.SSID.[Enable==true&&SSID!="home"].SSID"#, ["Device.WiFi.SSID.2.SSID"]),
    ("Device.WiFi.SSID.[guest].SSID", ["Device.WiFi.SSID.10.SSID"]),
    ("Device.WiFi.SSID.[Guest].SSID", []), ("Device.WiFi.SSID.2.SSID", ["Device.WiFi.SSID.2.SSID"]),
    ("Device.WiFi.SSID.3.SSID", []), ("Device.WiFi.SSID.1.Missing", []),
    ("Device.WiFi.Radio.[Channel>11].Channel", ["Device.WiFi.Radio.2.Channel"]),
    ("Device.WiFi.Radio.[Channel==36].Channel", ["Device.WiFi.Radio.2.Channel"]),
    ("Device.WiFi.Radio.[Channel<=11].Channel", ["Device.WiFi.Radio.1.Channel"]),
    (#"Device.WiFi.Radio.[Standards~="g"].Channel"#, ["Device.WiFi.Radio.1.Channel"]),
    (#"Device.WiFi.Radio.[Standards~="a"].Channel"#, []),
    ("Device.WiFi.Radio.[Since<2031-01-01T00:00:00Z].Channel", ["Device.WiFi.Radio.2.Channel"]),
    ("Device.WiFi.SSID.1.LowerLayers+.Channel", ["Device.WiFi.Radio.1.Channel"]),
    ("Device.WiFi.SSID.1.LowerLayers#2+.Channel", ["Device.WiFi.Radio.2.Channel"]),
    ("Device.WiFi.SSID.1.LowerLayers#3+.Channel", []),
    ("Device.WiFi.SSID.*.LowerLayers#*+.Channel", ["Device.WiFi.Radio.1.Channel", "Device.WiFi.Radio.2.Channel"]),
    ("Device.WiFi.SSID.[LowerLayers#2+.Channel==36].SSID", ["Device.WiFi.SSID.1.SSID"]), ("Device.Boot!", []),
  ]

  @Test(arguments: cases)
  func aSearchFindsWhatTheTreeHas(_ search: String, _ found: [String]) throws {
    #expect(tree.search(try SearchPath(search)).map(\.text) == found)
  }

  static let patterns: [(pattern: String, found: [String])] = [
    ("Device.WiFi.", ["Device.WiFi.SSID.1.SSID", "Device.WiFi.SSID.1.SSID", "Device.WiFi."]),
    ("Device.WiFi.SSID.*.SSID", ["Device.WiFi.SSID.1.SSID", "Device.WiFi.SSID.1.SSID"]),
    ("Device.WiFi.SSID.1.", ["Device.WiFi.SSID.1.SSID", "Device.WiFi.SSID.1.SSID"]),
    ("Device.WiFi.SSID.2.", []), ("Device.WiFiX.", ["Device.WiFiX.Y"]),
  ]

  @Test(arguments: patterns) func aPatternGoesByComponentsAndKeepsOrderAndDuplicates(
    _ pattern: String, _ found: [String]
  ) throws {
    let items = ["Device.WiFi.SSID.1.SSID", "Device.WiFiX.Y", "Device.WiFi.SSID.1.SSID", "Device.WiFi."]
    #expect(try PathPattern(pattern).matches(among: items.map { PathItem(path: $0) }) == found)
  }

  @Test func aPatternWithAnExpressionLooksAtTheValues() throws {
    let items = [
      PathItem(path: "Device.A.1.Name", value: "x"), PathItem(path: "Device.A.2.Name", value: "y"),
      PathItem(path: "Device.A.2.Size", value: "7", type: .unsignedInt),
    ]
    let pattern = try PathPattern("Device.A.[Size>5].Name")
    #expect(pattern.needsValues)
    #expect(pattern.matches(among: items) == ["Device.A.2.Name"])
  }

  @Test func aSearchThatIsStoppedLooksNoFurther() throws {
    var nodes = [ParameterTree.Node(path: "Device.A", isObject: true)]
    for row in 1...50 {
      nodes.append(ParameterTree.Node(path: "Device.A.\(row)", isObject: true))
      nodes.append(ParameterTree.Node(path: "Device.A.\(row).B", isObject: true))
      nodes.append(ParameterTree.Node(path: "Device.A.\(row).B.C", isObject: false, value: "1"))
    }
    let tree = ParameterTree(nodes)
    let search = try SearchPath("Device.A.*.B.C")
    #expect(tree.search(search).count == 50)
    var looks = 0
    let found = tree.search(search) {
      looks += 1
      return looks > 10
    }
    #expect(found.count == 9)
  }

  @Test func referencesThatLeadToEachOtherDoNotMultiply() throws {
    let rows = (1...6).flatMap { row in
      [
        ParameterTree.Node(path: "Device.A.\(row)", isObject: true),
        ParameterTree.Node(
          path: "Device.A.\(row).All", isObject: false, value: (1...6).map { "Device.A.\($0)" }.joined(separator: ",")),
      ]
    }
    let tree = ParameterTree([ParameterTree.Node(path: "Device.A", isObject: true)] + rows)
    let chain = "Device.A.1." + String(repeating: "All#*+.", count: 40) + "All"
    var looks = 0
    let found = tree.search(try SearchPath(chain)) {
      looks += 1
      return false
    }
    #expect(found.count == 6)
    #expect(looks < 6 * 42)
  }
}
