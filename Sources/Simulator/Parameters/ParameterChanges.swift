package import GatewayCore
package import JSON

/// What has been changed in a device's parameters since it was made or reset.
package struct ParameterChanges: Sendable {
  private var values: [ExactString: String] = [:]
  private var extra: [ExactString: ParameterTree.Node] = [:]
  /// Rows in the order in which they were added.
  private var added: [(table: ExactString, number: UInt32)] = []
  private var removed: [ExactString] = []
  /// The highest number that any row of a table ever had: numbers do not come again.
  private var highest: [ExactString: UInt32] = [:]

  package init() {}

  package var isEmpty: Bool {
    values.isEmpty && extra.isEmpty && added.isEmpty && removed.isEmpty
  }

  mutating func set(_ value: String, at path: ExactString) {
    values[path] = value
  }

  /// A parameter that the device did not have.
  mutating func put(_ node: ParameterTree.Node) {
    extra[node.path] = node
  }

  mutating func addRow(_ number: UInt32, to table: ExactString) {
    added.append((table, number))
    highest[table] = max(highest[table] ?? 0, number)
  }

  mutating func removeRow(_ row: ExactString, of table: ExactString, number: UInt32) {
    highest[table] = max(highest[table] ?? 0, number)
    let wasAdded = added.contains { $0.table == table && $0.number == number }
    added.removeAll { $0.table == table && $0.number == number }
    values = values.filter { !$0.key.text.hasPrefix(row.text + ".") }
    extra = extra.filter { !$0.key.text.hasPrefix(row.text + ".") }
    if !wasAdded { removed.append(row) }
  }

  /// The number of the next row of a table that has these now.
  func nextNumber(of table: ExactString, now numbers: [UInt32]) -> UInt32 {
    max(highest[table] ?? 0, numbers.last ?? 0) + 1
  }

  /// The tree as it is after all of them.
  func applied(to original: ParameterTree, model: any ParameterModel) -> ParameterTree {
    guard !isEmpty else { return original }
    var tree = original
    for row in removed { tree.remove(row) }
    for (table, number) in added { tree.insertRow(model.newRow(number, of: table, in: original), below: table) }
    for node in extra.values.sorted(by: { $0.path < $1.path }) { tree.insert(node) }
    for (path, value) in values { tree.setValue(value, at: path) }
    for table in Set(added.map(\.table) + removed.compactMap(\.parentPath)) { tree.recount(table) }
    return tree
  }
}

/// What a device's parameters are made of.
protocol ParameterModel: Sendable {
  /// The nodes of a row that was just added, with defaults.
  func newRow(_ number: UInt32, of table: ExactString, in tree: ParameterTree) -> [ParameterTree.Node]
}

extension ParameterTree {
  /// Brings the parameter that counts a table's rows up to date, where there is one.
  mutating func recount(_ table: ExactString) {
    let counter = ExactString(table.text + "NumberOfEntries")
    if self[counter] != nil { setValue(String(instances(of: table).count), at: counter) }
  }

  /// The row that a path names, split into its table and number.
  package static func splitRow(_ row: ExactString) -> (table: ExactString, number: UInt32)? {
    guard let dot = row.text.lastIndex(of: "."), let number = UInt32(row.text[row.text.index(after: dot)...]) else {
      return nil
    }
    return (ExactString(String(row.text[..<dot])), number)
  }
}

extension ExactString {
  /// The object that a path without a trailing dot lies in.
  var parentPath: ExactString? {
    text.lastIndex(of: ".").map { ExactString(String(text[..<$0])) }
  }
}
