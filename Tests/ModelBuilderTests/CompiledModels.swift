internal import CDataModels
internal import Foundation
internal import GatewayCore
internal import TestSupport
internal import Testing

/// The table that is compiled into the program, against tables that another program extracted from the documents.
@Suite(.enabled(if: PublishedData.isThere))
struct CompiledModels {
  static let ids = [
    "Device:2.19", "InternetGatewayDevice:1.14", "Device:1.14", "VoiceService:1.1", "VoiceService:2.0",
    "STBService:1.4",
    "StorageService:1.3", "FAPService:2.1",
  ]

  private static func model(_ id: String) throws -> DataModel {
    let table = try ModelTable(UnsafeRawBufferPointer(start: cdatamodels_table(), count: cdatamodels_table_size()))
    return try #require(table.models.first { $0.id == id })
  }

  @Test func allOfThemAreThereAndNoOthers() throws {
    let table = try ModelTable(UnsafeRawBufferPointer(start: cdatamodels_table(), count: cdatamodels_table_size()))
    #expect(Set(table.models.map(\.id)) == Set(Self.ids))
    for model in table.models {
      #expect(!model.source.isEmpty)
      #expect(model.licence.hasPrefix("BSD-3-Clause wording, copyright Broadband Forum"))
    }
  }

  @Test(arguments: ids) func theCountsAgree(id: String) throws {
    let model = try Self.model(id)
    let entries = ModelDraft(model).entries
    let parameters = entries.filter { $0.kind == .parameter }
    let counts = [
      "objects": entries.count - parameters.count, "parameters": model.parameterCount,
      "single_instance_objects": entries.count { $0.kind == .object },
      "multi_instance_tables": entries.count { $0.kind == .table },
      "tables_writable_add_delete": entries.count { $0.kind == .table && $0.isWritable },
      "tables_without_unique_key": entries.count { $0.kind == .table && $0.uniqueKeys.isEmpty },
      "parameters_writable": parameters.count { $0.isWritable }, "list_valued": parameters.count { $0.list != nil },
      "with_default": parameters.count { $0.defaultValue != nil },
      "with_enumeration": parameters.count { !$0.enumeration.isEmpty },
      "with_pattern": parameters.count { !$0.patterns.isEmpty },
      "with_range": parameters.count { !$0.ranges.isEmpty }, "with_size": parameters.count { !$0.lengths.isEmpty },
      "with_reference": parameters.count { !$0.references.isEmpty },
    ]
    let statistics = try PublishedData.statistics(id)
    for (name, count) in counts { #expect(statistics[name] as? Int == count, "\(id): \(name)") }
    let types = Dictionary(grouping: parameters, by: \.type.rawValue).mapValues(\.count)
    #expect(statistics["parameters_by_type"] as? [String: Int] == types)
  }

  @Test(arguments: ids) func randomFactsAgree(id: String) throws {
    let entries = ModelDraft(try Self.model(id)).entries
    let byPath = Dictionary(entries.map { ($0.path, $0) }) { first, _ in first }
    var random = SeededNumbers(seed: 200)
    let rows = try PublishedData.table(id)
    #expect(entries.count == rows.count)
    for row in rows.shuffled(using: &random).prefix(200) {
      var row = row
      let entry = try #require(byPath[row.cells["path"] ?? ""])
      // Found by comparing with older documents, which nobody was given.
      if row.cells["version"]?.hasPrefix("~") == true { row.cells["version"] = entry.since }
      // A table keeps no null value that is the empty text.
      row.cells["ref"] = row.cells["ref"]?.replacing(" null=''", with: "")
      #expect(TableRow(entry).differences(from: row) == [])
    }
  }
}
