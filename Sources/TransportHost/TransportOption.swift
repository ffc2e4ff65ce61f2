/// One `--transport-option MODULE.NAME=VALUE`; what the module makes of the value is its own affair.
package struct TransportOption: Equatable, Sendable {
  package let module: String
  package let name: String
  package let value: String

  package init(module: String, name: String, value: String) {
    self.module = module
    self.name = name
    self.value = value
  }

  /// Reads the text of the command line.
  /// - Throws: an error that never repeats the value, which may be a secret.
  package init(_ text: String) throws(TransportHostError) {
    guard let equals = text.firstIndex(of: "=") else {
      throw TransportHostError(
        .invalidOption, "expected MODULE.NAME=VALUE for a transport option, such as chaos.seed=7; there is no \"=\"")
    }
    let path = text[..<equals]
    guard let dot = path.lastIndex(of: "."), dot != path.startIndex, path.index(after: dot) != path.endIndex else {
      throw TransportHostError(
        .invalidOption,
        "expected MODULE.NAME=VALUE for a transport option, such as chaos.seed=7; what stands before the \"=\" is not "
          + "MODULE.NAME")
    }
    self.init(
      module: String(path[..<dot]), name: String(path[path.index(after: dot)...]),
      value: String(text[text.index(after: equals)...]))
  }
}
