internal import GatewayCore
internal import Testing

/// Models from what devices report.
@Suite struct ModelLearnerTests {
  /// `path`, `path=type`; a leading `+` can be set, or takes rows.
  private static func tree(_ lines: String...) -> ParameterTree {
    ParameterTree(
      lines.map { line in
        let isWritable = line.hasPrefix("+")
        let parts = line.drop { $0 == "+" }.split(separator: "=").map(String.init)
        return ParameterTree.Node(
          path: parts[0], isObject: parts.count == 1, isWritable: isWritable, value: "0",
          type: ValueType(label: parts.count == 1 ? "" : "xsd:\(parts[1])"))
      })
  }

  private static func published() throws -> ModelCatalogue {
    var draft = modelDraft(
      "Device", "2.19",
      [
        "Device.", "Device.Table.{i}.", "Device.Table.{i}.Mode", "Device.Table.{i}.Count", "Device.Table.{i}.Key",
        "Device.Table.{i}.Gone",
      ])
    draft.entries[1].uniqueKeys = [UniqueKey(isFunctional: false, parameters: ["Mode"])]
    draft.entries[2].enumeration = [EnumerationValue("On")]
    draft.entries[3].type = .unsignedLong
    draft.entries[3].ranges = [Bounds("0", "9")]
    draft.entries[4].type = .hexBinary
    draft.entries[4].lengths = [Bounds(nil, "8")]
    draft.entries[5].status = .deleted
    return try ModelCatalogue(published: [ModelTable(untrusted: ModelTableWriter.table(of: [draft]))])
  }

  private static func learn(_ trees: ParameterTree...) throws -> (draft: ModelDraft, learner: ModelLearner) {
    var learner = try ModelLearner(published())
    for tree in trees { learner.add(tree, root: .device) }
    return (learner.draft(name: "Acme", version: "1.0", source: "a test"), learner)
  }

  private func entry(_ path: String, _ draft: ModelDraft) throws -> ModelEntry {
    try #require(draft.entries.first { $0.path == path })
  }

  @Test func rowsAreFoldedAndAnythingThatStandsInOneIsThere() throws {
    let (draft, _) = try ModelLearnerTests.learn(
      ModelLearnerTests.tree(
        "Device", "+Device.X_A_Rows", "Device.X_A_Rows.1.Name=string", "+Device.X_A_Rows.30.Name=string",
        "Device.X_A_Rows.30.Sub.2.Id=int", "Device.X_A_Empty", "Device.X_A_EmptyNumberOfEntries=unsignedInt"))
    #expect(
      draft.entries.map(\.path) == [
        "Device.", "Device.X_A_Rows.{i}.", "Device.X_A_Rows.{i}.Name", "Device.X_A_Rows.{i}.Sub.{i}.",
        "Device.X_A_Rows.{i}.Sub.{i}.Id", "Device.X_A_Empty.{i}.", "Device.X_A_EmptyNumberOfEntries",
      ])
    #expect(try entry("Device.X_A_Rows.{i}.", draft).isWritable)
    #expect(try !entry("Device.X_A_Rows.{i}.Sub.{i}.", draft).isWritable)
    #expect(try entry("Device.X_A_Rows.{i}.Name", draft).isWritable, "in some row it can be set")
    #expect(try entry("Device.X_A_Rows.{i}.Sub.{i}.Id", draft).type == .int)
    #expect(try entry("Device.X_A_Empty.{i}.", draft).countParameter == "X_A_EmptyNumberOfEntries")
    #expect(draft.source == "learned from a test")
  }

  @Test func publishedFactsAreKeptWhereTheyHold() throws {
    let (draft, learner) = try ModelLearnerTests.learn(
      ModelLearnerTests.tree(
        "Device.Table.1.Mode=string", "Device.Table.1.Count=unsignedInt", "+Device.Table.1.Key=string",
        "Device.Table.1.Gone=string", "Device.Table.1.X_A_Own=boolean"))
    #expect(try entry("Device.Table.{i}.", draft).uniqueKeys.count == 1)
    let mode = try entry("Device.Table.{i}.Mode", draft)
    #expect(mode.enumeration == [EnumerationValue("On"), EnumerationValue("0")], "and what the device has besides")
    #expect(!mode.isWritable, "as the device has it")
    let count = try entry("Device.Table.{i}.Count", draft)
    #expect(count.type == .unsignedInt && count.ranges == [Bounds("0", "9")])
    let key = try entry("Device.Table.{i}.Key", draft)
    #expect(key.type == .string && key.lengths.isEmpty && key.isWritable)
    #expect(try entry("Device.Table.{i}.Gone", draft).status == .obsoleted, "this device has it still")
    #expect(learner.vendorParameterCount == 1)
    #expect(draft.licence == "as is", "the notice goes with the facts")
  }

  @Test func aTypeThatTellsMoreWinsAndTheRestIsReported() throws {
    let (draft, learner) = try ModelLearnerTests.learn(
      ModelLearnerTests.tree("Device.X_A_Level=string", "Device.Table.1.Count=unsignedInt"),
      ModelLearnerTests.tree("Device.X_A_Level=int", "Device.Table.7.Count=unsignedLong", "Device.X_A_New=boolean"))
    #expect(try entry("Device.X_A_Level", draft).type == .int)
    #expect(try entry("Device.Table.{i}.Count", draft).type == .unsignedLong, "as published")
    #expect(try entry("Device.X_A_New", draft).type == .boolean)
    #expect(learner.disagreements.map(\.path) == ["Device.X_A_Level", "Device.Table.{i}.Count"])
    #expect(learner.disagreements.map(\.taken) == [.int, .unsignedLong])
  }

  @Test func pathsThatNoModelCanHaveAreLeftOut() throws {
    let (draft, learner) = try ModelLearnerTests.learn(
      ModelLearnerTests.tree("Device.A.1.2.B=string", "Device.3.C=string", "Device.A.7=string", "Device.8021p=string"))
    #expect(draft.entries.map(\.path).contains("Device.8021p"))
    #expect(!draft.entries.map(\.path).contains { $0.contains("{i}.{i}") || $0.hasPrefix("Device.{i}") })
    #expect(learner.leftOut > 0)
    // What is left makes a table all the same.
    #expect(try ModelTable(untrusted: ModelTableWriter.table(of: [draft])).models.count == 1)
  }

  @Test func vendorsPathsCheckByIt() throws {
    let (draft, _) = try ModelLearnerTests.learn(
      ModelLearnerTests.tree("+Device.X_A_Rows", "+Device.X_A_Rows.1.Level=unsignedInt", "Device.X_A_Rows.1.Id=string"))
    let table = try ModelTable(untrusted: ModelTableWriter.table(of: [draft]))
    let catalogue = ModelCatalogue(published: [], vendors: [VendorModels(table)])
    try withExtendedLifetime(catalogue) {
      let check = try ParameterCheck(catalogue.scope(of: "Acme:1.0"))
      #expect(check.verdict(on: "Device.X_A_Rows.4.Level", value: "5").issues.isEmpty)
      #expect(check.verdict(on: "Device.X_A_Rows.4.Level", value: "much").issues.map(\.code) == [.badValue])
      #expect(check.verdict(on: "Device.X_A_Rows.4.Id", value: "5").issues.map(\.code) == [.readOnly])
      #expect(check.verdict(on: "Device.X_A_Rows.", for: .addObject).issues.isEmpty)
    }
  }
}
