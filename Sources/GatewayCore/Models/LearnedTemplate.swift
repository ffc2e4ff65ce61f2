/// What devices report of one parameter, object or table, whichever its row.
struct LearnedTemplate {
  let components: [ParameterPath.Component]
  let isParameter: Bool
  /// Rows of it were there, or it is known as a table.
  var isTable = false
  /// An object in which nothing stands, in any device, is a table without rows.
  var isEmpty = true
  /// Some device, or some row, takes it.
  var isWritable = false
  /// In the order in which they came.
  private(set) var types: [ValueType] = []
  /// The first few that came, for parameters whose values are names in a list.
  private(set) var values: [String] = []

  private static let mostValues = 32

  /// Nil for a path that no model can have: below rows of rows, and where the name of a parameter is a number.
  init?(_ path: [Substring], isParameter: Bool) {
    components = path.map { $0.utf8.allSatisfy { 48...57 ~= $0 } ? .anyInstance : .name(String($0)) }
    self.isParameter = isParameter
    guard !path.contains(where: \.isEmpty), !path.contains("{i}"), components.count < 2 || !components[1].isInstance,
      !zip(components, components.dropFirst()).contains(where: { $0.isInstance && $1.isInstance }),
      !isParameter || components.last?.isInstance == false
    else { return nil }
  }

  mutating func add(_ node: ParameterTree.Node) {
    isWritable = isWritable || node.isWritable
    guard isParameter else { return }
    if !types.contains(node.type) { types.append(node.type) }
    if let value = node.value, !value.isEmpty, values.count < LearnedTemplate.mostValues, !values.contains(value) {
      values.append(value)
    }
  }

  /// The type to go by: devices label anything as a string, so another label tells more.
  func type(published: ValueType?) -> ValueType {
    let telling = types.filter { $0 != .string }
    if let published, telling.contains(published) { return published }
    return telling.first ?? .string
  }

  /// Without the dot of an object.
  var text: String { components.map(\.text).joined(separator: ".") }
}
