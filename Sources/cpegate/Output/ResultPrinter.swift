internal import GatewayCore
internal import JSON

/// The text of a result in one of the formats.
///
/// Tables and CSV show the answer's list; where it has none, the result itself is the one row.
struct ResultPrinter {
  let text: String

  init(_ result: JSONValue, _ format: ResultFormat) {
    switch format {
    case .json:
      text = JSONText(result).string + "\n"
    case .ndjson:
      text = ResultPrinter.rows(result).map { $0.text + "\n" }.joined()
    case .csv:
      let rows = ResultPrinter.rows(result)
      let columns = ResultPrinter.columns(rows)
      // The tools of a shell end lines with LF alone, and would take CR for a part of the last cell.
      let lines = ([columns] + rows.map { row in columns.map { row[$0] } }).map { CSVWriter.row($0, lineEnd: "\n") }
      text = columns.isEmpty ? "" : String(decoding: lines.joined(), as: UTF8.self)
    case .table:
      text =
        ResultPrinter.hasList(result) ? TableText(ResultPrinter.rows(result)).text : TableText(members: result).text
    }
  }

  /// One object of the list, its members as texts.
  struct Row {
    private(set) var names: [String] = []
    private var cells: [String: String] = [:]
    let text: String

    init(_ value: JSONValue) {
      text = JSONText(value).string
      guard value.kind == .object else {
        names = ["value"]
        cells = ["value": ResultPrinter.cell(value)]
        return
      }
      var members = value.members
      while let member = members.next() {
        let name = member.name.string
        names.append(name)
        cells[name] = ResultPrinter.cell(member.value)
      }
    }

    subscript(name: String) -> String { cells[name] ?? "" }
  }

  /// Whether the result is a list: its first member is one, and has something in it or stands with nothing but times.
  ///
  /// A list that stands behind something else, such as the warnings beside an operation, is a part of it.
  private static func hasList(_ result: JSONValue) -> Bool {
    var members = result.members
    guard let first = members.next(), first.value.kind == .array else { return false }
    var isAlone = true
    while let member = members.next() {
      if member.value.kind == .object, !member.name.equals("freshness") { isAlone = false }
      if member.value.kind == .array { return false }
    }
    return isAlone || first.value.count > 0
  }

  private static func rows(_ result: JSONValue) -> [Row] {
    guard hasList(result) else { return [Row(result)] }
    var rows: [Row] = []
    var members = result.members
    if let list = members.next() { list.value.forEachElement { _, element in rows.append(Row(element)) } }
    return rows
  }

  /// The names of all rows, in the order in which they first come.
  static func columns(_ rows: [Row]) -> [String] {
    var seen: Set<String> = []
    return rows.flatMap(\.names).filter { seen.insert($0).inserted }
  }

  /// Texts as they are, null as nothing, nested values as JSON on one line.
  static func cell(_ value: JSONValue) -> String {
    if let text = value.stringValue { return text }
    return value.isNull ? "" : JSONText(value).string
  }
}
