/// What a module tells of itself once it is loaded.
package struct ModuleDescription: Equatable, Sendable {
  package let module: String
  package let version: String?
  package let abi: String?
  package let path: String?
  package let schemes: [String]
  /// Those of the schemes that stand before a `+`.
  package let wrapping: [String]
  package let options: [ModuleOption]
  /// Why it cannot be used, and what to do; then only what its file's name or its manifest says is told.
  package let refusal: String?
}

/// An option that a module takes.
package struct ModuleOption: Equatable, Sendable {
  package let name: String
  package let help: String
}
