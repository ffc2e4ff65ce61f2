internal import TransportModule

/// Splits a command as a shell does: blanks separate, quotes and backslashes keep together.
///
/// Nothing is expanded.
enum ShellWords {
  static func split(_ text: String) throws(ModuleSetupError) -> [String] {
    var words: [String] = []
    var word: String?
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case " ", "\t", "\n":
        if let whole = word { words.append(whole) }
        word = nil
      case "'":
        word = (word ?? "") + (try quoted(by: "'", &rest))
      case "\"":
        word = (word ?? "") + (try quoted(by: "\"", &rest))
      case "\\":
        guard let next = rest.popFirst() else {
          throw ModuleSetupError("exec: expected a character behind the last backslash of the command")
        }
        word = (word ?? "") + String(next)
      default:
        word = (word ?? "") + String(scalar)
      }
    }
    if let whole = word { words.append(whole) }
    guard let program = words.first, !program.isEmpty else {
      throw ModuleSetupError("exec: expected a command, such as exec:python3 upstream.py")
    }
    return words
  }

  /// What stands up to the closing quote; inside double quotes a backslash takes the meaning from `"`, `\`, `$` and `` ` ``.
  private static func quoted(
    by quote: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView
  ) throws(ModuleSetupError) -> String {
    var text = ""
    while let scalar = rest.popFirst() {
      if scalar == quote { return text }
      if scalar == "\\", quote == "\"", let next = rest.first, "\"\\$`".unicodeScalars.contains(next) {
        rest.removeFirst()
        text.unicodeScalars.append(next)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    throw ModuleSetupError("exec: expected a closing \(quote) in the command")
  }
}
