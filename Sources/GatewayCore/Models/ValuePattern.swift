internal import Glibc
internal import Synchronization

/// Matches values against the regular expressions of data models.
///
/// XML Schema's expressions are, as far as models use them, POSIX's extended ones that are anchored at both ends, with
/// `\d` for a digit.
enum ValuePattern {
  private struct Compiled: @unchecked Sendable {
    // @unchecked: made once and only read; glibc locks it while it matches.
    let expression: UnsafeMutablePointer<regex_t>?
  }

  private static let compiled = Mutex<[String: Compiled]>([:])

  /// Whether the whole of a value matches; a pattern that cannot be understood is no reason to refuse anything.
  static func matches(_ value: String, _ pattern: String) -> Bool {
    guard let expression = expression(pattern) else { return true }
    // POSIX's functions end at a NUL, which no value has.
    return value.withCString { regexec(expression, $0, 0, nil, 0) == 0 }
  }

  private static func expression(_ pattern: String) -> UnsafeMutablePointer<regex_t>? {
    compiled.withLock { compiled in
      if let known = compiled[pattern] { return known }
      let made = Compiled(expression: make(pattern))
      compiled[pattern] = made
      return made
    }.expression
  }

  private static func make(_ pattern: String) -> UnsafeMutablePointer<regex_t>? {
    let expression = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
    let text = "^(\(pattern.replacing("\\d", with: "[0-9]").replacing("\\s", with: "[[:space:]]")))$"
    guard regcomp(expression, text, REG_EXTENDED | REG_NOSUB) == 0 else {
      expression.deallocate()
      return nil
    }
    return expression
  }
}
