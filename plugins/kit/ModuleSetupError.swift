/// Why an instance cannot be made: what is wrong and what to do, without tokens or passwords.
package struct ModuleSetupError: Error, Sendable {
  package let message: String

  package init(_ message: String) {
    self.message = message
  }
}
