internal import GatewayCore
internal import TestSupport
internal import Testing

/// What is written into a table comes out of it, and bytes that are no table are refused.
@Suite struct ModelTableTests {
  static func full() -> ModelDraft {
    var draft = ModelDraft(name: "Device", version: "2.19", source: "urn:example, d.xml", licence: "BSD, (c) Ünïversal")
    var table = ModelEntry(path: "Device.Row.{i}.")
    table.isWritable = true
    table.since = "2.1"
    table.instances = Bounds("0", nil)
    table.countParameter = "RowNumberOfEntries"
    table.enableParameter = "Enable"
    table.uniqueKeys = [
      UniqueKey(isFunctional: false, parameters: ["Alias"]),
      UniqueKey(isFunctional: true, parameters: ["Host", "Port", "Protocol"]),
    ]
    var perhaps = ModelEntry(path: "Device.Row.{i}.Perhaps.")
    perhaps.instances = Bounds("0", "1")
    perhaps.status = .obsoleted
    draft.entries = [ModelEntry(path: "Device."), table]
    draft.entries += ValueType.allCases.map { type in
      var entry = ModelEntry(path: "Device.Row.{i}.Of_\(type.rawValue)")
      entry.type = type
      return entry
    }
    draft.entries += [value(), listed(), perhaps, ModelEntry(path: "Device.Row.{i}.Perhaps.Row")]
    return draft
  }

  /// With everything that a parameter's values may have.
  private static func value() -> ModelEntry {
    var entry = ModelEntry(path: "Device.Row.{i}.Größe")
    entry.isWritable = true
    entry.status = .deprecated
    entry.since = "2.0"
    entry.traits = [.hidden, .secured, .command, .forcedInform, .writeOnce]
    entry.dataType = "MACAddress"
    entry.lengths = [Bounds(nil, "17"), Bounds("32", "32")]
    entry.ranges = [Bounds("-127000", "0", step: "500"), Bounds("0.5", nil), Bounds(nil, nil)]
    entry.enumeration = [
      EnumerationValue("None", isSettable: false), EnumerationValue("a|b, c"), EnumerationValue(""),
      EnumerationValue("Old", isSettable: false, status: .obsoleted), EnumerationValue("ü", status: .deleted),
    ]
    entry.patterns = ["", #"(\d+\.){3}\d+"#, "a|b"]
    entry.units = "dBm/1000"
    entry.defaultValue = DefaultValue(.factory, "one: two")
    return entry
  }

  /// With everything that a list of references may have.
  private static func listed() -> ModelEntry {
    var entry = ModelEntry(path: "Device.Row.{i}.LowerLayers")
    entry.list = ListFacts(items: Bounds("1", "8"), length: Bounds(nil, "1024"), isNested: true)
    entry.defaultValue = DefaultValue(.object, "")
    var path = ModelReference(.path)
    path.isStrong = true
    path.targetType = "row"
    path.targets = ["##.IP.Interface.", ".Bridging."]
    var weak = ModelReference(.instance)
    weak.isStrong = false
    weak.targets = [".DHCPv4.Server.Pool."]
    var names = ModelReference(.enumeration)
    names.targets = ["SupportedStandards"]
    names.nullValue = "None"
    entry.references = [path, weak, names]
    return entry
  }

  @Test func everyFactComesBack() throws {
    let draft = Self.full()
    let table = try ModelTable.made(of: [draft])
    let model = try #require(table.models.first)
    let back = ModelDraft(model)
    for (mine, theirs) in zip(back.entries, draft.entries) { #expect(mine == theirs) }
    #expect(back == draft)
    #expect(model.parameterCount == draft.entries.count { $0.kind == .parameter })
  }

  @Test(arguments: [ListFacts(), ListFacts(items: Bounds("2", nil)), ListFacts(length: Bounds("0", "9"))])
  func aListKeepsWhatIsSaidOfItAndNoMore(_ list: ListFacts) throws {
    var draft = ModelDraft(name: "Device", version: "1.0")
    draft.entries = [ModelEntry(path: "Device."), .parameter { $0.list = list }]
    #expect(try ModelTable.made(of: [draft]).models.map { ModelDraft($0) } == [draft])
  }

  @Test func severalModelsStayApart() throws {
    let service = ModelDraft(
      "VoiceService:2.0", isService: true, lines: "VoiceServiceNumberOfEntries unsignedInt\nVoiceService.{i}. w")
    let old = ModelDraft("Device:1.14", lines: "Device.\nDevice.LAN.\nDevice.LAN.LAN w")
    let drafts = [Self.full(), service, old]
    let table = try ModelTable.made(of: drafts)
    #expect(table.models.map { ModelDraft($0) } == drafts)
    #expect(table.models.map(\.isService) == [false, true, false])
  }

  @Test func theSameModelsAreTheSameBytes() throws {
    let bytes = try ModelTableWriter.table(of: [Self.full()])
    #expect(try ModelTableWriter.table(of: [Self.full()]) == bytes)
    let drafts = try ModelTable.made(of: [Self.full()]).models.map { ModelDraft($0) }
    #expect(try ModelTableWriter.table(of: drafts) == bytes)
  }

  @Test func thePublishedTableIsWhatItsOwnModelsAreWrittenAs() throws {
    let table = try ModelTable.published()
    let drafts = table.models.map { ModelDraft($0) }
    let again = try ModelTable.made(of: drafts).models.map { ModelDraft($0) }
    #expect(again == drafts)
  }

  /// The bytes are copied: those that were read from a file go.
  @Test func aCopiedTableStandsAlone() throws {
    let table = try ModelTable(copying: try ModelTableWriter.table(of: [Self.full()]))
    withExtendedLifetime(table) { #expect(table.models.map { ModelDraft($0) } == [Self.full()]) }
  }

  @Test func noModelsAreATableToo() throws {
    #expect(try ModelTable(copying: try ModelTableWriter.table(of: [])).models.isEmpty)
  }

  @Test(arguments: [0, 1, 3, 4, 7, 8, 19]) func aTableThatStopsInItsHeadIsRefused(_ count: Int) throws {
    let bytes = try ModelTableWriter.table(of: [Self.full()])
    #expect(throws: ModelTable.BrokenTable.self) { try ModelTable(copying: Array(bytes.prefix(count))) }
  }

  @Test(arguments: [1, 2, 100]) func aTableThatIsCutOrGoesOnIsRefused(_ count: Int) throws {
    let bytes = try ModelTableWriter.table(of: [Self.full()])
    #expect(throws: ModelTable.BrokenTable.self) { try ModelTable(copying: Array(bytes.dropLast(count))) }
    #expect(throws: ModelTable.BrokenTable.self) {
      try ModelTable(copying: bytes + [UInt8](repeating: 0, count: count))
    }
  }

  @Test(arguments: 0..<8) func anotherMagicOrSizeIsRefused(_ place: Int) throws {
    var bytes = try ModelTableWriter.table(of: [Self.full()])
    bytes[place] ^= 0x40
    #expect(throws: ModelTable.BrokenTable.self) { try ModelTable(copying: bytes) }
  }
}
