internal import Foundation
internal import GatewayCore

/// A line of an extracted table, as far as a model entry says the same.
struct TableRow: Equatable {
  static let columns = [
    "path", "kind", "access", "type", "datatype", "list", "size", "range", "enum", "pattern", "units", "default",
    "status", "version", "flags", "entries", "count", "enable", "keys", "ref",
  ]
  var cells: [String: String] = [:]

  /// A line of the file, without what entries do not keep: whether a value is optional for the device, the version
  /// that ended something, and hints for people.
  init(_ line: Substring) {
    var fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    fields.remove(at: 14)
    for (column, field) in zip(Self.columns, fields) { cells[column] = field }
    let kept: Set = ["hidden", "secured", "command", "forcedInform"]
    cells["flags"] = Self.items(cells["flags"]).filter(kept.contains).sorted().joined(separator: "|")
    cells["enum"] = Self.items(cells["enum"]).map(Self.withoutOptional).joined(separator: "|")
    // Of an object that is always there once, an entry says nothing.
    if cells["kind"] == "object" && cells["entries"] == "1..1" { cells["entries"] = "" }
    // Inherited or not, the status is the same.
    cells["status"] = cells["status"]?.replacing("^", with: "")
  }

  /// The line that an entry would be.
  init(_ entry: ModelEntry) {
    let isParameter = entry.kind == .parameter
    cells["path"] = entry.path
    cells["kind"] = isParameter ? "param" : "\(entry.kind)"
    cells["access"] = entry.traits.contains(.writeOnce) ? "O" : entry.isWritable ? "W" : "R"
    cells["type"] = isParameter ? entry.type.rawValue : ""
    cells["datatype"] = entry.dataType ?? ""
    cells["list"] = entry.list.map(Self.text) ?? ""
    cells["size"] = entry.lengths.map(Self.text).joined(separator: "|")
    cells["range"] = entry.ranges.map(Self.text).joined(separator: "|")
    cells["enum"] = entry.enumeration.map(Self.text).joined(separator: "|")
    cells["pattern"] = entry.patterns.map(Self.escaped).joined(separator: "|")
    cells["units"] = entry.units.map(Self.escaped) ?? ""
    cells["default"] = entry.defaultValue.map { "\($0.origin.rawValue):\(Self.escaped($0.value))" } ?? ""
    cells["status"] = entry.status == .current ? "" : "\(entry.status)"
    cells["version"] = entry.since
    cells["flags"] = Self.flags(entry.traits)
    cells["entries"] = entry.instances.map { "\($0.minimum ?? "")..\($0.maximum ?? "*")" } ?? ""
    cells["count"] = entry.countParameter ?? ""
    cells["enable"] = entry.enableParameter ?? ""
    let keys = entry.uniqueKeys.map { ($0.isFunctional ? "f:" : "n:") + $0.parameters.joined(separator: "+") }
    cells["keys"] = keys.joined(separator: "|")
    cells["ref"] = entry.references.map(Self.text).joined(separator: "|")
  }

  /// The columns in which two lines are not the same, with both cells.
  func differences(from other: TableRow) -> [String] {
    Self.columns.filter { cells[$0] != other.cells[$0] }
      .map { "\(cells["path"] ?? ""): \($0): \(cells[$0] ?? "") / \(other.cells[$0] ?? "")" }
  }

  private static func flags(_ traits: ModelTraits) -> String {
    let named: [(ModelTraits, String)] = [
      (.command, "command"), (.forcedInform, "forcedInform"), (.hidden, "hidden"), (.secured, "secured"),
    ]
    return named.filter { traits.contains($0.0) }.map(\.1).joined(separator: "|")
  }

  private static func text(_ list: ListFacts) -> String {
    "list" + (list.items.map { " items=\(text($0))" } ?? "") + (list.length.map { " size=\(text($0))" } ?? "")
      + (list.isNested ? " nested=required" : "")
  }

  private static func text(_ bounds: Bounds) -> String {
    "\(bounds.minimum ?? "")..\(bounds.maximum ?? "")" + (bounds.step.map { "/\($0)" } ?? "")
  }

  private static func text(_ value: EnumerationValue) -> String {
    let status: [ModelStatus: String] = [.deprecated: "d", .obsoleted: "x"]
    let flags = (value.isSettable ? "" : "r") + (status[value.status] ?? "")
    return escaped(value.value) + (flags.isEmpty ? "" : "\\{\(flags)}")
  }

  private static func text(_ reference: ModelReference) -> String {
    if reference.kind == .enumeration {
      return "enumerationRef target=\(reference.targets.joined(separator: ","))"
        + (reference.nullValue.map { " null='\($0)'" } ?? "")
    }
    return reference.kind.rawValue + (reference.isStrong.map { $0 ? " strong" : " weak" } ?? "")
      + (reference.targetType.isEmpty ? "" : " targetType=\(reference.targetType)")
      + (reference.targets.isEmpty ? "" : " targetParent=\(reference.targets.joined(separator: ","))")
  }

  private static func withoutOptional(_ item: String) -> String {
    guard let start = item.range(of: "\\{") else { return item }
    let flags = item[start.upperBound...].dropLast().filter { $0 != "o" }
    return item[..<start.lowerBound] + (flags.isEmpty ? "" : "\\{\(flags)}")
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("\t", with: "\\t")
      .replacing("\r", with: "\\r").replacing("\n", with: "\\n")
  }

  /// Splits a cell at the bars that are not escaped; items stay escaped.
  private static func items(_ cell: String?) -> [String] {
    guard let cell, !cell.isEmpty else { return [] }
    var items = [""]
    var isEscaped = false
    for character in cell {
      if character == "|" && !isEscaped {
        items.append("")
      } else {
        items[items.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    return items
  }
}
