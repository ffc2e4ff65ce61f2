/// Why the program ends before its work, and with which exit status (protocol.md 4).
struct ExitFailure: Error {
  var status: Int32
  let message: String
  /// Options do not go together, wherever they were said.
  var isAboutOptions = false

  /// The command line is wrong.
  static func usage(_ message: String) -> ExitFailure { ExitFailure(status: 64, message: message) }
  /// Options that are right by themselves do not go together; where flags did not say them, it is 78 in the end.
  static func options(_ message: String) -> ExitFailure {
    ExitFailure(status: 64, message: message, isAboutOptions: true)
  }
  /// The configuration, the environment or a file they name is wrong.
  static func configuration(_ message: String) -> ExitFailure { ExitFailure(status: 78, message: message) }
  /// A stream failed.
  static func stream(_ message: String) -> ExitFailure { ExitFailure(status: 74, message: message) }
}
