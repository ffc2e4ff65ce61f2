internal import JSON

/// Rows as a table with a heading.
///
/// Of rows with very many members the ones that tell most are shown.
struct TableText {
  let text: String

  private static let mostColumns = 9
  private static let widestColumn = 48
  /// Shown first where there are more members than fit.
  private static let telling = [
    "id", "name", "status", "type_short_name", "serial_number", "software_version", "organization_id", "location_name",
    "last_connection", "operation", "device", "state", "attempts", "updated_at", "result", "error", "sequence", "at",
    "method",
    "outcome",
  ]

  init(_ rows: [ResultPrinter.Row]) {
    let all = ResultPrinter.columns(rows)
    guard !all.isEmpty else {
      text = "(nothing)\n"
      return
    }
    var columns = all
    if columns.count > TableText.mostColumns {
      columns = Array(TableText.telling.filter { all.contains($0) }.prefix(TableText.mostColumns))
      if columns.isEmpty { columns = Array(all.prefix(TableText.mostColumns)) }
    }
    let widths = columns.map { column in
      min(TableText.widestColumn, rows.reduce(column.count) { max($0, TableText.cell($1[column]).count) })
    }
    let line = { (cells: [String]) in
      var line = zip(cells, widths).map { TableText.fitted($0, to: $1) }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }
    var text = line(columns.map { $0.uppercased() })
    for row in rows { text += line(columns.map { TableText.cell(row[$0]) }) }
    let hidden = all.count - columns.count
    if hidden > 0 { text += "(\(hidden) more members each: --format json)\n" }
    self.text = text
  }

  /// A line for each member of an object, those of objects in it by their names joined with dots.
  init(members object: JSONValue) {
    var lines: [(name: String, value: String)] = []
    TableText.flatten(object, below: "", into: &lines)
    let width = lines.reduce(0) { max($0, $1.name.count) }
    text =
      lines.isEmpty
      ? "(nothing)\n" : lines.map { "\($0.name.padded(to: width))  \(TableText.cell($0.value))\n" }.joined()
  }

  private static func flatten(
    _ object: JSONValue, below prefix: String, into lines: inout [(name: String, value: String)]
  ) {
    var members = object.members
    while let member = members.next() {
      let name = prefix + member.name.string
      if member.value.kind == .object {
        flatten(member.value, below: name + ".", into: &lines)
      } else {
        lines.append((name, ResultPrinter.cell(member.value)))
      }
    }
  }

  private static func cell(_ text: String) -> String {
    text.contains(where: \.isNewline) ? text.split(whereSeparator: \.isNewline).joined(separator: " ") : text
  }

  private static func fitted(_ text: String, to width: Int) -> String {
    text.count > width ? text.prefix(width - 1) + "…" : text.padded(to: width)
  }
}
