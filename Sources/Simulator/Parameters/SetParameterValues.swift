internal import GatewayCore
internal import JSON

/// How a device judges what it is asked to set.
enum SetParameterValues {
  /// One fault for each variable that is wrong; none: all of them can be set.
  static func faults(of variables: [Variable], on tree: ParameterTree) -> [ParameterFault] {
    var seen: Set<ExactString> = []
    return variables.compactMap { variable in
      let isRepeated = !seen.insert(ExactString(variable.path)).inserted
      let fault = isRepeated ? .invalidArguments : fault(of: variable, on: tree)
      return fault.map { ParameterFault(path: variable.path, fault: $0) }
    }
  }

  private static func fault(of variable: Variable, on tree: ParameterTree) -> CWMPFault? {
    guard let node = tree[ExactString(variable.path)], !node.isObject else { return .invalidParameterName }
    let value = variable.value ?? ""
    // What a device reports it takes back, however odd it is, and even where nothing else can be set.
    if let reported = node.value, ExactString(reported) == ExactString(value) { return nil }
    guard node.isWritable else { return .notWritable }
    if let type = variable.type, type != node.type { return .invalidParameterType }
    return node.type.accepts(value) ? nil : .invalidParameterValue
  }

  /// Booleans are kept in one spelling; everything else is kept as it came.
  static func stored(_ value: String, as node: ParameterTree.Node) -> String {
    if let reported = node.value, ExactString(reported) == ExactString(value) { return value }
    return node.type == .boolean ? node.type.canonical(value) : value
  }
}
