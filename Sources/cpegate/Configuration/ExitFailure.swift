/// Why the program ends before its work, and with which exit status (protocol.md 4).
struct ExitFailure: Error {
  let status: Int32
  let message: String

  /// The command line is wrong.
  static func usage(_ message: String) -> ExitFailure { ExitFailure(status: 64, message: message) }
  /// The configuration, the environment or a file they name is wrong.
  static func configuration(_ message: String) -> ExitFailure { ExitFailure(status: 78, message: message) }
  /// A stream failed.
  static func stream(_ message: String) -> ExitFailure { ExitFailure(status: 74, message: message) }
}
