internal import GatewayCore
internal import JSON

/// The parameters of a generated device, made from the template of its root.
struct TemplateModel: ParameterModel {
  private let lines: [TemplateLine]
  private let root: RootModel
  private let values: TemplateValue

  init(root: RootModel, values: TemplateValue) {
    self.root = root
    self.values = values
    lines = root == .device ? TemplateLine.device : TemplateLine.internetGatewayDevice
  }

  /// The tree of a device fresh from the factory.
  func tree() -> ParameterTree {
    var nodes = [ParameterTree.Node(path: root.rawValue, isObject: true)]
    var rows: [ExactString: [String]] = [:]
    for line in lines {
      for parent in parents(of: line, rows) { nodes += self.nodes(line, at: parent, &rows) }
    }
    return ParameterTree(nodes)
  }

  /// The concrete paths that the `{i}` of a line's path stand for.
  private func parents(of line: TemplateLine, _ rows: [ExactString: [String]]) -> [String] {
    var paths = [root.rawValue]
    for piece in line.pieces.dropLast() {
      paths = paths.flatMap { path in
        let table = ExactString(path + "." + piece)
        return rows[table] ?? []
      }
    }
    return paths
  }

  private func nodes(_ line: TemplateLine, at parent: String, _ rows: inout [ExactString: [String]]) -> [ParameterTree
    .Node]
  {
    let path = parent + "." + (line.pieces.last ?? "")
    guard let type = line.type else {
      let numbered = line.rows.map { path + "." + String($0) }
      rows[ExactString(path)] = numbered
      return [ParameterTree.Node(path: path, isObject: true, isWritable: line.isWritable)]
        + numbered.map { ParameterTree.Node(path: $0, isObject: true, isWritable: line.isWritable) }
    }
    return [
      ParameterTree.Node(
        path: path, isObject: false, isWritable: line.isWritable, value: values.text(of: line.value, at: path),
        type: type)
    ]
  }

  /// As the template has it, disabled and without values of its own.
  func newRow(_ number: UInt32, of table: ExactString, in tree: ParameterTree) -> [ParameterTree.Node] {
    let row = table.appending(String(number))
    var nodes = [ParameterTree.Node(path: row.text, isObject: true, isWritable: true)]
    let pieces = TemplateLine.pieces(of: String(table.text.dropFirst(root.rawValue.count + 1)))
    for line in lines where line.pieces.count == pieces.count + 1 && line.pieces.starts(with: pieces) {
      let path = row.text + "." + (line.pieces.last ?? "")
      guard let type = line.type else {
        nodes.append(ParameterTree.Node(path: path, isObject: true, isWritable: line.isWritable))
        continue
      }
      let value = path.hasSuffix(".Alias") ? "cpe-\(number)" : path.hasSuffix("NumberOfEntries") ? "0" : type.nullValue
      nodes.append(
        ParameterTree.Node(path: path, isObject: false, isWritable: line.isWritable, value: value, type: type))
    }
    return nodes
  }
}

/// One line of a template: a table with its rows, or a parameter.
struct TemplateLine: Sendable {
  /// The path, cut at every `{i}`.
  let pieces: [String]
  /// Nil for a table.
  let type: ValueType?
  let isWritable: Bool
  let rows: [UInt32]
  let value: String

  static let device = parse(DeviceTemplate.text)
  static let internetGatewayDevice = parse(InternetGatewayDeviceTemplate.text)

  private static func parse(_ text: String) -> [TemplateLine] {
    text.split(separator: "\n").map { line in
      let words = line.split(separator: " ", maxSplits: line.hasPrefix("t") ? 2 : 3, omittingEmptySubsequences: false)
      if line.hasPrefix("t") {
        let rows = words.count > 2 ? words[2].split(separator: ",").compactMap { UInt32($0) } : []
        return TemplateLine(
          pieces: pieces(of: String(words[1].dropLast())), type: nil, isWritable: words[0] == "tw", rows: rows,
          value: "")
      }
      return TemplateLine(
        pieces: pieces(of: String(words[2])), type: ValueType(rawValue: String(words[1])),
        isWritable: words[0].hasPrefix("w"), rows: [], value: words.count > 3 ? String(words[3]) : "")
    }
  }

  /// `A.B.{i}.C` is `A.B` and `C`; a concrete row is cut like `{i}`.
  static func pieces(of path: String) -> [String] {
    var pieces: [[Substring]] = [[]]
    for component in path.split(separator: ".") {
      if component == "{i}" || UInt32(component) != nil {
        pieces.append([])
      } else {
        pieces[pieces.count - 1].append(component)
      }
    }
    return pieces.map { $0.joined(separator: ".") }
  }
}
