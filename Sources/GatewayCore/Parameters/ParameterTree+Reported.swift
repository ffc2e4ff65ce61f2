internal import JSON

extension ParameterTree {
  /// What the device told of a path, with the dot of an object; nil when it told nothing.
  package subscript(reported path: String) -> Node? {
    guard path.hasSuffix(".") else { return self[ExactString(path)].flatMap { $0.isObject ? nil : $0 } }
    return self[ExactString(String(path.dropLast()))].flatMap { $0.isObject ? $0 : nil }
  }

  /// Whether the device told of such a parameter or object.
  package func reports(_ path: String) -> Bool { self[reported: path] != nil }
}
