internal import GatewayCore
internal import Testing

/// Where paths lead in the models.
@Suite struct ModelLookupTests {
  static func catalogue() throws -> ModelCatalogue {
    let device = """
      Device.
      Device.Name w
      Device.WiFi.
      Device.WiFi.SSIDNumberOfEntries unsignedInt
      Device.WiFi.SSID.{i}. w
      Device.WiFi.SSID.{i}.SSID w
      Device.WiFi.SSID.{i}.Stats.
      Device.WiFi.SSID.{i}.Stats.BytesSent unsignedLong
      Device.WiFi.SSID.{i}.Peer.{i}.
      Device.WiFi.SSID.{i}.Peer.{i}.MACAddress
      Device.Twin w
      Device.Twin.
      Device.Twin.Twin w
      """
    let voice = "VoiceServiceNumberOfEntries unsignedInt\nVoiceService.{i}.\nVoiceService.{i}.Name w"
    return try ModelCatalogue([
      ModelDraft("Device:2.19", lines: device), ModelDraft("Device:2.9", lines: "Device.\nDevice.Name\nDevice.Gone"),
      ModelDraft("InternetGatewayDevice:1.14", lines: "InternetGatewayDevice.\nInternetGatewayDevice.Name"),
      ModelDraft("VoiceService:2.0", isService: true, lines: voice),
    ])
  }

  static let found: [(path: String, template: String, isRow: Bool)] = [
    ("Device.", "Device.", false), ("Device.Name", "Device.Name", false), ("Device.WiFi.", "Device.WiFi.", false),
    ("Device.WiFi.SSID.", "Device.WiFi.SSID.{i}.", false), ("Device.WiFi.SSID.7.", "Device.WiFi.SSID.{i}.", true),
    ("Device.WiFi.SSID.[guest.net].", "Device.WiFi.SSID.{i}.", true),
    ("Device.WiFi.SSID.4294967295.SSID", "Device.WiFi.SSID.{i}.SSID", false),
    ("Device.WiFi.SSID.[cpe-1].Stats.BytesSent", "Device.WiFi.SSID.{i}.Stats.BytesSent", false),
    ("Device.WiFi.SSID.1.Peer.", "Device.WiFi.SSID.{i}.Peer.{i}.", false),
    ("Device.WiFi.SSID.1.Peer.[a].MACAddress", "Device.WiFi.SSID.{i}.Peer.{i}.MACAddress", false),
    ("Device.Twin", "Device.Twin", false), ("Device.Twin.", "Device.Twin.", false),
    ("Device.Twin.Twin", "Device.Twin.Twin", false),
    ("Device.Services.VoiceService.", "Device.Services.VoiceService.{i}.", false),
    ("Device.Services.VoiceService.1.Name", "Device.Services.VoiceService.{i}.Name", false),
    ("Device.Services.VoiceServiceNumberOfEntries", "Device.Services.VoiceServiceNumberOfEntries", false),
    ("InternetGatewayDevice.Services.VoiceService.2.", "InternetGatewayDevice.Services.VoiceService.{i}.", true),
  ]

  @Test(arguments: found) func aPathLeadsToItsTemplate(_ path: String, _ template: String, _ isRow: Bool) throws {
    let scope = try Self.catalogue().everything
    let match = try #require(ModelLookup(try ParameterPath(strict: path), in: scope).matches.first)
    #expect(match.template == template)
    #expect(match.isRow == isRow)
    let same = ModelLookup(try ParameterPath(strictOrTemplate: template), in: scope).matches.first
    #expect(same?.node == match.node)
  }

  @Test(arguments: [
    "Other.", "Device.Other", "Device.Name.", "Device.WiFi", "Device.WiFi.SSID", "Device.WiFi.1.", "Device.WiFi.Name",
    "Device.WiFi.SSID.SSID", "Device.WiFi.SSID.1.Peer.MACAddress", "Device.WiFi.SSID.1.SSID.", "device.Name",
    "Device.Services.", "Device.Services.VoiceService.Name", "VoiceService.Name", "Other.Services.VoiceService.1.",
    "InternetGatewayDevice.WiFi.", "Device.VoiceService.1.Name", "Device.WiFi.SSID.1.Stats.1.BytesSent",
    "Device.Nam\u{E9}",
  ])
  func aPathThatNoModelHasLeadsNowhere(_ path: String) throws {
    #expect(ModelLookup(try ParameterPath(strict: path), in: try Self.catalogue().everything).matches.isEmpty)
  }

  @Test func theNewestModelThatHasThePathComesFirst() throws {
    let scope = try Self.catalogue().everything
    let ids = { (path: String) throws in
      ModelLookup(try ParameterPath(strict: path), in: scope).matches.map(\.model.id)
    }
    #expect(try ids("Device.Name") == ["Device:2.19", "Device:2.9"])
    #expect(try ids("Device.Gone") == ["Device:2.9"])
  }

  @Test func everyEntryOfThePublishedModelsIsFoundByItsOwnPath() throws {
    let catalogue = try ModelCatalogue.published()
    for model in catalogue.models {
      let scope = try catalogue.scope(of: model.id)
      let mount = model.isService ? "Device.Services." : ""
      var lost: [String] = []
      for entry in ModelDraft(model).entries {
        let path = try ParameterPath(strictOrTemplate: mount + entry.path)
        let match = ModelLookup(path, in: scope).matches.first
        if match?.template != mount + entry.path || match?.node.kind != entry.kind { lost.append(entry.path) }
      }
      #expect(lost.isEmpty, "\(model.id): \(lost.prefix(5))")
    }
  }
}
