internal import Foundation
internal import GatewayCore
internal import ModelBuilder
internal import Testing

/// The published documents, entry for entry, against tables that another program extracted from them.
@Suite(.enabled(if: PublishedData.isThere))
struct PublishedModels {
  private func read(_ document: String) throws -> ModelDraft {
    let bytes = try PublishedData.document(document)
    let drafts = try ModelReader { _ in bytes }.read(file: "\(document).xml")
    return try #require(drafts.count == 1 ? drafts.first : nil)
  }

  @Test(arguments: PublishedData.documents)
  func everyEntryAgrees(document: String) throws {
    let draft = try read(document)
    let expected = try PublishedData.table(draft.id)
    #expect(draft.entries.count == expected.count)
    var differences: [String] = []
    for (entry, row) in zip(draft.entries, expected) {
      var row = row
      let version = row.cells["version"] ?? ""
      // Not from the document: found by comparing with older ones.
      if version.hasPrefix("~") { row.cells["version"] = entry.since }
      differences += TableRow(entry).differences(from: row)
    }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(12).joined(separator: "\n"))")
  }

  /// Nothing is lost on the way into an amendment, whether the base is in a file or known.
  @Test(arguments: PublishedData.documents)
  func anAmendmentKeepsWhatItDoesNotChange(document: String) throws {
    let draft = try read(document)
    let vendor =
      "<import file='\(document).xml'><model name='\(draft.id)'/></import><model name='X:1.0' base='\(draft.id)'/>"
    #expect(try Documents(files: ["d.xml": vendor], known: [draft]).read()[0].entries == draft.entries)
    let files = [
      "d.xml": Array(Documents.document(vendor).utf8), "\(document).xml": try PublishedData.document(document),
    ]
    let amended = try ModelReader { files[$0] }.read(file: "d.xml")[0]
    #expect(amended.entries == draft.entries)
    #expect(amended.licence == draft.licence)
  }

  /// A vendor's document as they are: the Forum's types in a file, its model known.
  @Test func aVendorAmendsThePublishedModel() throws {
    let vendor = """
      <import file="tr-106-types.xml" spec="urn:broadband-forum-org:tr-106">
        <dataType name="IPAddress"/><component name="Alias" ref="_AliasCWMP"/><component name="Alias-2-0"/>
      </import>
      <import file="tr-181-2-19-1-cwmp.xml"><model name="Device:2.19"/></import>
      <model name="X_EXAMPLE-COM_Device:1.0" base="Device:2.19">
        <object name="Device.X_EXAMPLE-COM_Peer.{i}." access="readWrite" maxEntries="unbounded" version="2.19">
          <component ref="Alias-2-0"/>
          <parameter name="Address" access="readWrite"><syntax><dataType ref="IPAddress"/></syntax></parameter>
        </object>
        <object base="Device.WiFi.SSID.{i}."><parameter base="SSID" access="readOnly"/></object>
      </model>
      """
    let known = try read("tr-181-2-19-1-cwmp-full")
    let files = [
      "d.xml": Array(Documents.document(vendor).utf8), "tr-106-types.xml": try PublishedData.document("tr-106-types"),
    ]
    let draft = try ModelReader(known: [known], entities: .shortTexts) { files[$0] }.read(file: "d.xml")[0]
    #expect(draft.entries.count == known.entries.count + 3)
    let alias = try #require(draft["Device.X_EXAMPLE-COM_Peer.{i}.Alias"])
    #expect(alias.dataType == "_AliasCWMP")
    #expect(alias.traits.isEmpty && alias.isWritable)
    #expect(alias.since == "2.19")
    #expect(draft["Device.X_EXAMPLE-COM_Peer.{i}.Address"]?.lengths == [Bounds(nil, "45")])
    #expect(known["Device.WiFi.SSID.{i}.SSID"]?.isWritable == true)
    #expect(draft["Device.WiFi.SSID.{i}.SSID"]?.isWritable == false)
  }

  @Test(arguments: PublishedData.documents)
  func theCountsAgree(document: String) throws {
    let draft = try read(document)
    let statistics = try PublishedData.statistics(draft.id)
    let parameters = draft.entries.filter { $0.kind == .parameter }
    let tables = draft.entries.filter { $0.kind == .table }
    func expect(_ name: String, _ count: Int) {
      #expect(statistics[name] as? Int == count, "\(draft.id): \(name)")
    }
    expect("objects", draft.entries.count - parameters.count)
    expect("single_instance_objects", draft.entries.count { $0.kind == .object })
    expect("multi_instance_tables", tables.count)
    expect("tables_writable_add_delete", tables.count { $0.isWritable })
    expect("tables_without_unique_key", tables.count { $0.uniqueKeys.isEmpty })
    expect("parameters", parameters.count)
    expect("parameters_writable", parameters.count { $0.isWritable })
    expect("list_valued", parameters.count { $0.list != nil })
    expect("with_default", parameters.count { $0.defaultValue != nil })
    expect("with_enumeration", parameters.count { !$0.enumeration.isEmpty })
    expect("with_pattern", parameters.count { !$0.patterns.isEmpty })
    expect("with_range", parameters.count { !$0.ranges.isEmpty })
    expect("with_reference", parameters.count { !$0.references.isEmpty })
    expect("with_size", parameters.count { !$0.lengths.isEmpty })
    let types = Dictionary(grouping: parameters, by: \.type.rawValue).mapValues(\.count)
    #expect(statistics["parameters_by_type"] as? [String: Int] == types)
    let statuses = Dictionary(grouping: parameters) { "\($0.status)" }.mapValues(\.count)
    // Counted there apart from those that have it from an object above.
    let counted = (statistics["status_params"] as? [String: Int] ?? [:]).map { ($0.replacing("^", with: ""), $1) }
    #expect(Dictionary(counted, uniquingKeysWith: +) == statuses)
    #expect(statistics["service"] as? Bool == draft.isService)
    let spec = try #require(statistics["spec"] as? String)
    #expect(draft.source == "\(spec), \(document).xml")
    #expect(draft.licence.hasPrefix("BSD-3-Clause wording, copyright Broadband Forum"))
  }
}
