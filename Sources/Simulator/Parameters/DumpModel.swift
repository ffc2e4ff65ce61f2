internal import GatewayCore
internal import JSON

/// The parameters of a real device, as a dump tells them.
struct DumpModel: ParameterModel {
  let tree: ParameterTree

  /// A row like the first one there is, every value empty or null for its type; without any row, an empty one.
  func newRow(_ number: UInt32, of table: ExactString, in tree: ParameterTree) -> [ParameterTree.Node] {
    let row = table.appending(String(number))
    var nodes = [ParameterTree.Node(path: row.text, isObject: true, isWritable: true)]
    guard let sibling = tree.instances(of: table).first.map({ table.appending(String($0)) }) else { return nodes }
    let isInnerRow = { (path: ExactString) in
      path.text.dropFirst(sibling.text.count + 1).split(separator: ".").contains { UInt32($0) != nil }
    }
    for node in tree.nodes(below: sibling) where !isInnerRow(node.path) {
      let path = row.text + node.path.text.dropFirst(sibling.text.count)
      let value = node.value.map { _ in node.name == "Alias" ? "cpe-\(number)" : DumpModel.initialValue(of: node) }
      nodes.append(
        ParameterTree.Node(
          path: path, isObject: node.isObject, isWritable: node.isWritable, value: value, type: node.type))
    }
    return nodes
  }

  private static func initialValue(of node: ParameterTree.Node) -> String {
    node.name.hasSuffix("NumberOfEntries") ? "0" : node.type.nullValue
  }
}
