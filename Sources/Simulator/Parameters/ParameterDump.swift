package import GatewayCore
internal import JSON

/// The parameters of a real device, read from a CSV file with the columns
/// `Parameter,Object,Writable,Value,Value type`.
package struct ParameterDump: Sendable {
  package private(set) var tree: ParameterTree
  /// `Device` or `InternetGatewayDevice`.
  package let root: RootModel

  package static let columns = ["Parameter", "Object", "Writable", "Value", "Value type"]

  /// Reads a whole file; nothing is taken of one with a bad row.
  ///
  /// - Throws: ``RowError`` with the number of the row, the header being row 1.
  package init(csv bytes: [UInt8]) throws(RowError) {
    var reader = CSVReader(ByteSource(bytes))
    guard let header = try reader.next(), header.count == ParameterDump.columns.count,
      zip(header, ParameterDump.columns).allSatisfy({ $0 == $1 })
    else { throw RowError(row: 1, "expected the header \(ParameterDump.columns.joined(separator: ","))") }
    var nodes: [ParameterTree.Node] = []
    var seen: Set<ExactString> = []
    while let cells = try reader.next() {
      let node = try ParameterDump.node(cells, row: reader.row)
      guard nodes.isEmpty || ParameterDump.root(of: node) == ParameterDump.root(of: nodes[0]) else {
        throw RowError(
          row: reader.row, "expected a path below \(ParameterDump.root(of: nodes[0])), as in the rows before")
      }
      guard seen.insert(node.path).inserted else { throw RowError(row: reader.row, "a path that stood before") }
      nodes.append(node)
    }
    guard let root = nodes.first.flatMap({ RootModel(rawValue: ParameterDump.root(of: $0)) }) else {
      throw RowError(row: 2, "expected a path below Device or InternetGatewayDevice")
    }
    self.root = root
    tree = ParameterTree(nodes)
  }

  /// What an upgrade changes.
  mutating func setSoftwareVersion(_ version: String) {
    tree.setValue(version, at: ExactString("\(root.rawValue).DeviceInfo.SoftwareVersion"))
  }

  private static func root(of node: ParameterTree.Node) -> String {
    String(node.path.text.prefix { $0 != "." })
  }

  private static func node(_ cells: [String], row: Int) throws(RowError) -> ParameterTree.Node {
    guard cells.count == columns.count else {
      throw RowError(row: row, "expected \(columns.count) cells, found \(cells.count)")
    }
    guard ParameterPath(lenient: cells[0]) != nil, !cells[0].hasSuffix(".") else {
      throw RowError(row: row, "expected a parameter path without a trailing dot")
    }
    let flags: [Bool] = try [1, 2].map { (column) throws(RowError) in
      guard cells[column] == "true" || cells[column] == "false" else {
        throw RowError(row: row, "\(columns[column]): expected true or false, found another text")
      }
      return cells[column] == "true"
    }
    return ParameterTree.Node(
      path: cells[0], isObject: flags[0], isWritable: flags[1], value: cells[3], type: ValueType(label: cells[4]))
  }
}
