/// An option that a module takes, as `cpegate transports` shows it.
package struct ModuleOption: Sendable {
  /// Lower case, digits and underscores.
  package let name: String
  /// One sentence, with the default in parentheses.
  package let help: String

  package init(_ name: String, _ help: String) {
    self.name = name
    self.help = help
  }
}
