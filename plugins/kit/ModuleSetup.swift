internal import CTransport

/// What an instance is opened with.
package struct ModuleSetup: Sendable {
  /// The one of the module's schemes that was asked for.
  package let scheme: String
  /// Of the URL behind `scheme:`; of a wrapping module the whole URL of the layer below.
  package let rest: String
  /// Those said for this module, in the order in which they were said.
  package let options: [(name: String, value: String)]
  private let moduleName: String

  package init(moduleName: String, scheme: String, rest: String, options: [(name: String, value: String)] = []) {
    self.moduleName = moduleName
    self.scheme = scheme
    self.rest = rest
    self.options = options
  }

  init(_ setup: cpegate_setup, moduleName: String) {
    var options: [(name: String, value: String)] = []
    if let pairs = unsafe setup.options {
      for index in unsafe 0..<setup.option_count {
        unsafe options.append((pairs[index].name.text, pairs[index].value.text))
      }
    }
    unsafe self.init(moduleName: moduleName, scheme: setup.scheme.text, rest: setup.rest.text, options: options)
  }

  /// The value said last, or nil.
  package func text(_ option: String) -> String? {
    options.last { $0.name == option }?.value
  }

  /// Says what is wrong with the value of an option.
  package func error(_ option: String, expected: String) -> ModuleSetupError {
    let value = text(option) ?? ""
    let shown = value.count > 100 ? "\(value.prefix(100))…" : value
    return ModuleSetupError("\(moduleName).\(option): expected \(expected), found '\(shown)'")
  }

  /// Refuses options that the module does not have.
  func check(against known: [ModuleOption]) throws(ModuleSetupError) {
    for option in options where !known.contains(where: { $0.name == option.name }) {
      let names = known.map(\.name).joined(separator: ", ")
      throw ModuleSetupError(
        "\(moduleName).\(option.name.prefix(100)): there is no such option; "
          + (known.isEmpty ? "\(moduleName) takes none" : "\(moduleName) takes \(names)"))
    }
  }
}
