internal import GatewayCore
internal import JSON
internal import Testing

/// Which models count, and in which order.
@Suite struct VendorCatalogueTests {
  private let catalogue: ModelCatalogue

  init() throws {
    let published = ModelDraft(name: "Device", version: "2.9")
    catalogue = try ModelCatalogue(
      published: [
        ModelTable(
          untrusted: ModelTableWriter.table(of: [published, modelDraft("Device", "2.19", ["Device.", "Device.Both"])]))
      ],
      vendors: [
        VendorModels(
          modelTable("Acme", "1.0", "Device.", "Device.X_ACME_Old"), for: ModelApplicability("manufacturer=Ac*")),
        VendorModels(modelTable("Faro", "1.0", "Device.", "Device.X_FARO_Lamp")),
        VendorModels(modelTable("Acme", "1.10", "Device.", "Device.Both"), for: ModelApplicability("product_class=A")),
      ])
  }

  private let acme = device(1, [.manufacturer: .text("Acmetel"), .productClass: .text("B")])

  private func has(_ path: String, _ scope: ModelScope) -> String? {
    // Scopes do not keep the tables.
    withExtendedLifetime(catalogue) { ParameterCheck(scope).verdict(on: path).match?.model.id }
  }

  @Test func vendorsStandBeforePublishedOnesAndNewerBeforeOlderOnes() {
    #expect(catalogue.models.map(\.id) == ["Acme:1.10", "Faro:1.0", "Acme:1.0", "Device:2.19", "Device:2.9"])
  }

  @Test func withoutADeviceAllCount() {
    #expect(has("Device.Both", catalogue.everything) == "Acme:1.10")
    #expect(has("Device.X_ACME_Old", catalogue.everything) == "Acme:1.0")
  }

  @Test func aDeviceGoesByTheModelsThatAreOfIt() {
    let scope = catalogue.scope(for: acme)
    #expect(has("Device.Both", scope) == "Device:2.19")
    #expect(has("Device.X_ACME_Old", scope) == "Acme:1.0")
    #expect(has("Device.X_FARO_Lamp", scope) == "Faro:1.0")
    #expect(has("Device.X_ACME_Old", catalogue.scope(for: device(2))) == nil)
  }

  @Test func aNameMeansTheModelThatIsOfTheDevice() throws {
    #expect(has("Device.X_ACME_Old", try catalogue.scope(of: "Acme:1", for: acme)) == "Acme:1.0")
    #expect(has("Device.X_ACME_Old", try catalogue.scope(of: "Acme:1")) == nil)
    #expect(has("Device.Both", try catalogue.scope(of: "Acme:1.10", for: acme)) == "Acme:1.10")
    #expect(has("Device.Both", try catalogue.scope(of: "Device:2")) == "Device:2.19")
  }

  @Test func anUnknownNameIsToldWithTheNearest() throws {
    let error = #expect(throws: JSONReadError.self) { try catalogue.scope(of: "Acne:1.0", for: acme) }
    #expect(error?.message.contains("did you mean \"Acme:1.0\"?") == true)
    #expect(error?.hint == "known: Faro:1.0, Acme:1.0, Device:2.19, Device:2.9, Acme:1.10")
  }
}
