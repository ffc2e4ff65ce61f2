internal import GatewayCore
internal import JSON
internal import Testing

/// Which models a name, and which a device, stands for.
@Suite struct ModelCatalogueTests {
  private static func catalogue() throws -> ModelCatalogue {
    try ModelCatalogue(
      [
        ModelDraft("Device:2.9", lines: "Device.\nDevice.Old"),
        ModelDraft("Device:2.19", lines: "Device.\nDevice.RootDataModelVersion\nDevice.WiFi."),
        ModelDraft("Device:1.14", lines: "Device.\nDevice.DeviceSummary\nDevice.LAN."),
        ModelDraft("InternetGatewayDevice:1.14", lines: "InternetGatewayDevice."),
        ModelDraft("VoiceService:1.1", isService: true, lines: "VoiceService.{i}."),
        ModelDraft("VoiceService:2.0", isService: true, lines: "VoiceService.{i}."),
      ], vendors: [ModelDraft("Device:2.1", lines: "Device.\nDevice.X_EXAMPLE-COM_Tag")])
  }

  @Test func aModelTellsItsIdAndItsFamily() throws {
    let model = try #require(try Self.catalogue().models.first { $0.version == "2.19" })
    #expect(model.id == "Device:2.19")
    #expect(model.family == "Device:2")
  }

  /// As numbers, not as text.
  @Test(arguments: [("2.19", "2.9"), ("2.0", "1.14"), ("2.1", "2"), ("10.0", "9.99"), ("2.1.1", "2.1")])
  func theNewerVersionIsTheHigherOne(_ newer: String, _ older: String) throws {
    let drafts = [ModelDraft("Device:\(older)", lines: "Device."), ModelDraft("Device:\(newer)", lines: "Device.")]
    let models = try ModelCatalogue(drafts).models
    #expect(models.map(\.version) == [newer, older])
    #expect(models[0].isNewer(than: models[1]))
    #expect(!models[1].isNewer(than: models[0]))
    #expect(!models[0].isNewer(than: models[0]))
  }

  @Test func theModelsOfVendorsCountFirstAndThenTheNewest() throws {
    let ids = try Self.catalogue().models.filter { $0.name == "Device" }.map(\.id)
    #expect(ids == ["Device:2.1", "Device:2.19", "Device:2.9", "Device:1.14"])
  }

  @Test(arguments: [
    ("Device:2.9", "Device:2.9"), ("Device:2.19", "Device:2.19"), ("Device:1", "Device:1.14"),
    ("InternetGatewayDevice:1", "InternetGatewayDevice:1.14"),
  ])
  func aNameMeansOneModel(_ name: String, _ id: String) throws {
    #expect(try Self.catalogue().scope(of: name).roots.map(\.id) == [id])
  }

  @Test func theFamilyOfPublishedModelsMeansTheNewest() throws {
    let catalogue = try ModelCatalogue.published()
    #expect(try catalogue.scope(of: "Device:2").roots.map(\.id) == ["Device:2.19"])
    #expect(try catalogue.scope(of: "VoiceService:1").services.map(\.id) == ["VoiceService:1.1"])
  }

  @Test func aServiceIsReachedThroughEveryRoot() throws {
    let scope = try Self.catalogue().scope(of: "VoiceService:1.1")
    for root in ["Device", "InternetGatewayDevice"] {
      let path = try ParameterPath(strict: "\(root).Services.VoiceService.1.")
      #expect(ModelLookup(path, in: scope).matches.map(\.model.id) == ["VoiceService:1.1"])
    }
    #expect(ModelLookup(try ParameterPath(strict: "Device.WiFi."), in: scope).matches.isEmpty)
  }

  static let unknown: [(name: String, nearest: String?)] = [
    ("Device:2.29", "Device:2.19"), ("Device:3", "Device:2"), ("device:2", "Device:2"),
    ("InternetGatewayDevice:1.41", "InternetGatewayDevice:1.14"), ("Voiceservice:2.0", "VoiceService:2.0"),
    ("TR-181", nil), ("", nil),
  ]

  @Test(arguments: unknown) func anUnknownNameGetsTheNearestOne(_ name: String, _ nearest: String?) throws {
    let catalogue = try Self.catalogue()
    let error = try #require(throws: JSONReadError.self) { try catalogue.scope(of: name) }
    if let nearest {
      #expect(error.message.contains("did you mean \"\(nearest)\"?"), "\(error.message)")
    } else {
      #expect(!error.message.contains("did you mean"))
    }
    #expect(error.hint?.contains("Device:2.19") == true)
  }

  static let generations: [(reported: [String], ids: [String])] = [
    (["Device.RootDataModelVersion"], ["Device:2.1", "Device:2.19", "Device:2.9"]),
    (["Device.InterfaceStack.1.Alias"], ["Device:2.1", "Device:2.19", "Device:2.9"]),
    (["Device.DeviceSummary"], ["Device:1.14"]), (["Device.LAN.Stats.X"], ["Device:1.14"]),
    (["Device.LAN.X", "Device.InterfaceStack.1.X"], ["Device:2.1", "Device:2.19", "Device:2.9"]),
    (["Device.WiFi.X"], ["Device:2.1", "Device:2.19", "Device:2.9", "Device:1.14"]),
    (["InternetGatewayDevice.X"], ["Device:2.1", "Device:2.19", "Device:2.9", "Device:1.14"]),
  ]

  @Test(arguments: generations) func aDeviceTellsWhichOfTheTwoItFollows(_ paths: [String], _ ids: [String]) throws {
    let device = ParameterTree(paths.map { ($0, "", .string) })
    let scope = try Self.catalogue().everything.fitting(device)
    #expect(scope.roots.filter { $0.name == "Device" }.map(\.id) == ids)
    #expect(scope.roots.contains { $0.name == "InternetGatewayDevice" })
    #expect(scope.services.count == 2)
  }
}
