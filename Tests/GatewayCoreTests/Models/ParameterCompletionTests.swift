internal import GatewayCore
internal import Testing

/// What is offered while a path is typed.
@Suite struct ParameterCompletionTests {
  static func catalogue() throws -> ModelCatalogue {
    let device = """
      Device.
      Device.RootDataModelVersion
      Device.Time.
      Device.Time.Old deleted
      Device.Time.Enable w boolean
      Device.Time.Deprecated w deprecated
      Device.WiFi.
      Device.WiFi.SSIDNumberOfEntries unsignedInt
      Device.WiFi.SSID.{i}. w
      Device.WiFi.SSID.{i}.Enable w boolean
      Device.WiFi.SSID.{i}.SSID w
      Device.WiFi.SSID.{i}.Stats.
      Device.WiFi.SSID.{i}.Stats.BytesSent unsignedLong
      Device.Services.
      Device.Services.Own w
      """
    var draft = ModelDraft("Device:2.19", lines: device)
    var layers = ModelEntry(path: "Device.WiFi.SSID.{i}.Ports")
    layers.type = .unsignedInt
    layers.list = ListFacts()
    draft.entries.append(layers)
    let older = "Device.\nDevice.Time.\nDevice.Time.Old\nDevice.Time.Older"
    let voice = "VoiceServiceNumberOfEntries unsignedInt\nVoiceService.{i}.\nVoiceService.{i}.Name w"
    return try ModelCatalogue([
      draft, ModelDraft("Device:2.1", lines: older),
      ModelDraft("InternetGatewayDevice:1.14", lines: "InternetGatewayDevice.\nInternetGatewayDevice.Services."),
      ModelDraft("VoiceService:2.0", isService: true, lines: voice),
    ])
  }

  private func paths(_ prefix: String, device: ParameterTree? = nil) throws -> [String] {
    ParameterCompletion(try Self.catalogue().everything, device: device).items(prefix).map(\.path)
  }

  static let offered: [(prefix: String, names: [String])] = [
    ("", ["Device.", "InternetGatewayDevice."]), ("D", ["Device."]), ("Device", ["Device."]), ("d", []),
    ("Device.", ["RootDataModelVersion", "Time.", "WiFi.", "Services."]), ("Device.W", ["WiFi."]),
    ("Device.WiFi", ["WiFi."]), ("Device.WiFi.", ["SSIDNumberOfEntries", "SSID."]),
    ("Device.WiFi.SSID", ["SSIDNumberOfEntries", "SSID."]), ("Device.WiFi.SSID.", ["*.", "{i}."]),
    ("Device.WiFi.SSID.*.", ["Enable", "SSID", "Stats.", "Ports"]),
    ("Device.WiFi.SSID.{i}.", ["Enable", "SSID", "Stats.", "Ports"]),
    ("Device.WiFi.SSID.7.S", ["SSID", "Stats."]), ("Device.WiFi.SSID.[guest.net].SS", ["SSID"]),
    ("Device.WiFi.SSID.1.Stats.", ["BytesSent"]),
    ("Device.Services.", ["Own", "VoiceServiceNumberOfEntries", "VoiceService."]),
    ("InternetGatewayDevice.Services.V", ["VoiceServiceNumberOfEntries", "VoiceService."]),
    ("Device.Services.VoiceService.", ["*.", "{i}."]), ("Device.Services.VoiceService.1.", ["Name"]),
    ("Device.Time.", ["Enable", "Deprecated", "Older"]),
  ]

  @Test(arguments: offered) func whatCanStandNextIsOfferedInTheOrderOfTheModels(
    _ prefix: String, _ names: [String]
  ) throws {
    let parent = prefix.contains("[") ? "Device.WiFi.SSID.[guest.net]." : prefix.droppingLastWord
    #expect(try paths(prefix) == names.map { parent + $0 })
  }

  @Test(arguments: [
    "Device.WiFi.SSID.1.SSID.", "device.", "Device..", ".", "Device.Nothing.", "Device.1.", "Device.*.",
    "Device.WiFi.1.", "Device.WiFi.SSID.Enable", "Device.WiFi.SSID.0.", "Device.WiFi.SSID.1.2.", "Other.",
    "Device.WiFi.SSID.*.*.", "Device.WiFi.SSID.{j}.", "Device.WiFi.SSID.1.SSID.X", " Device.", "Device.WiFi.SSID.[a",
    "InternetGatewayDevice.WiFi.",
  ])
  func nothingIsOfferedWhereNothingCanStand(_ prefix: String) throws {
    #expect(try paths(prefix) == [])
  }

  @Test func kindAccessAndTypeAreTold() throws {
    let items = { (prefix: String) throws in
      ParameterCompletion(try Self.catalogue().everything).items(prefix)
    }
    let table = try #require(try items("Device.WiFi.SSID").last)
    #expect(table.kind == .table && table.isWritable == true && table.type == nil)
    let row = try #require(try items("Device.WiFi.SSID.").first)
    #expect(row.kind == .object && row.isWritable == nil)
    let inRow = try items("Device.WiFi.SSID.1.")
    #expect(inRow.map(\.kind) == [.parameter, .parameter, .object, .parameter])
    #expect(inRow.map(\.type) == [.boolean, .string, nil, .string])
    #expect(inRow.map(\.isWritable) == [true, true, nil, false])
  }

  @Test func nothingIsOfferedTwice() throws {
    for prefix in Self.offered.map(\.prefix) {
      let paths = try paths(prefix)
      #expect(Set(paths).count == paths.count)
    }
  }

  // MARK: With a device

  private static let device = ParameterTree([
    ("Device.X_EXAMPLE-COM_Tag", "", .string), ("Device.X_EXAMPLE-COM_Odd.8021p", "", .int),
    ("Device.WiFi.SSID.10.SSID", "a", .string),
    ("Device.WiFi.SSID.2.X_EXAMPLE-COM_Own", "a", .int), ("Device.WiFi.SSID.2.SSID", "a", .string),
    ("Device.Time.Old", "", .string), ("Device.X_EXAMPLE-COM_Rule.3.Name", "", .string),
    ("Device.Services.VoiceService.", "", .string), ("Device.Services.VoiceService.4.Name", "", .string),
  ])

  static let ofDevice: [(prefix: String, paths: [String])] = [
    ("Device.X_", ["Device.X_EXAMPLE-COM_Tag", "Device.X_EXAMPLE-COM_Odd.", "Device.X_EXAMPLE-COM_Rule."]),
    ("Device.WiFi.SSID.", ["Device.WiFi.SSID.2.", "Device.WiFi.SSID.10.", "Device.WiFi.SSID.*."]),
    ("Device.X_EXAMPLE-COM_Odd.", ["Device.X_EXAMPLE-COM_Odd.8021p"]),
    ("Device.WiFi.SSID.1", ["Device.WiFi.SSID.10."]), ("Device.WiFi.SSID.{", []),
    ("Device.X_EXAMPLE-COM_Rule.", ["Device.X_EXAMPLE-COM_Rule.3.", "Device.X_EXAMPLE-COM_Rule.*."]),
    ("Device.X_EXAMPLE-COM_Rule.3.", ["Device.X_EXAMPLE-COM_Rule.3.Name"]),
    ("Device.Time.O", ["Device.Time.Old", "Device.Time.Older"]),
    ("Device.Services.VoiceService.", ["Device.Services.VoiceService.4.", "Device.Services.VoiceService.*."]),
  ]

  @Test(arguments: ofDevice) func whatTheDeviceHasComesFirst(_ prefix: String, _ expected: [String]) throws {
    #expect(try paths(prefix, device: Self.device) == expected)
  }

  @Test func theDevicesOwnNamesStandBeforeThoseOfTheModel() throws {
    let row = "Device.WiFi.SSID.2."
    let found = try paths(row, device: Self.device)
    #expect(found == ["X_EXAMPLE-COM_Own", "SSID", "Enable", "Stats.", "Ports"].map { row + $0 })
  }

  /// That it is one, only the model knows.
  @Test func aTableWithoutRowsIsATable() throws {
    let device = ParameterTree([ParameterTree.Node(path: "Device.WiFi.SSID", isObject: true, isWritable: true)])
    let completion = ParameterCompletion(try Self.catalogue().everything, device: device)
    let table = try #require(completion.items("Device.WiFi.SSID").first)
    #expect(table.path == "Device.WiFi.SSID." && table.kind == .table && table.isWritable == true)
    #expect(completion.items("Device.WiFi.SSID.").map(\.path) == ["Device.WiFi.SSID.*."])
  }
}

extension String {
  fileprivate var droppingLastWord: String {
    lastIndex(of: ".").map { String(self[...$0]) } ?? ""
  }
}
