internal import GatewayCore
internal import Testing

/// Tables of files may be anybody's: a damaged one is refused, or can be read without harm.
@Suite struct ModelTableCheckTests {
  private static func table() throws -> [UInt8] {
    var draft = modelDraft(
      "Acme", "1.0",
      ["Device.", "Device.Table.{i}.", "Device.Table.{i}.Name", "Device.Table.{i}.In.Deep", "Device.Mode"])
    draft.entries[4].enumeration = [EnumerationValue("On"), EnumerationValue("Off", isSettable: false)]
    draft.entries[4].references = [ModelReference(.path)]
    draft.entries[2].lengths = [Bounds(nil, "64")]
    return try ModelTableWriter.table(of: [draft, modelDraft("Faro", "2.0", ["Device.", "Device.X_FARO_Lamp"])])
  }

  @Test func whatWasWrittenIsReadBack() throws {
    let table = try ModelTable(untrusted: ModelTableCheckTests.table())
    withExtendedLifetime(table) {
      #expect(table.models.map(\.id) == ["Acme:1.0", "Faro:2.0"])
      #expect(ModelDraft(table.models[0]).entries.map(\.path).contains("Device.Table.{i}.In.Deep"))
    }
  }

  @Test func everyCutIsRefused() throws {
    let bytes = try ModelTableCheckTests.table()
    for count in bytes.indices {
      #expect(throws: ModelTable.BrokenTable.self) { try ModelTable(untrusted: Array(bytes[..<count])) }
    }
  }

  @Test func noDamageDoesHarm() throws {
    let bytes = try ModelTableCheckTests.table()
    var refused = 0
    for place in bytes.indices {
      for value: UInt8 in [0, 1, 2, 7, 0x7F, 0x80, 0xFF, bytes[place] &+ 1, bytes[place] &- 1] {
        var damaged = bytes
        damaged[place] = value
        guard let table = try? ModelTable(untrusted: damaged) else {
          refused += 1
          continue
        }
        withExtendedLifetime(table) {
          for model in table.models { _ = ModelDraft(model) }
          _ = ParameterCheck(ModelCatalogue(published: [table])).verdict(on: "Device.Table.1.Nam", value: "x")
        }
      }
    }
    #expect(refused > bytes.count)
  }

  @Test func aTextBeyondTheLimitIsSaid() {
    #expect(throws: ModelTableWriter.TooLarge.self) {
      try ModelTableWriter.table(of: [ModelDraft(name: String(repeating: "n", count: 65_536), version: "1.0")])
    }
  }
}
