internal import JSON

/// Options that can be said more than once: a text, or an array of texts.
///
/// Of models, whoever says any replaces all that count less; options of transport modules add up, and of one name the
/// last counts.
extension SettingSources {
  static let repeated: Set<String> = ["model", "transport-option"]

  static func isModel(_ argument: String) -> Bool { argument.hasPrefix("--model=") }

  /// The arguments of one source before those of another that counts less.
  static func lay(_ upper: [String], over lower: [String]) -> [String] {
    lower.filter { argument in !isModel(argument) || !upper.contains { isModel($0) } } + upper
  }

  /// A text, or an array of texts; an empty one says that there are none.
  static func arguments(_ key: String, _ value: JSONValue, _ told: (String) -> String) throws -> [String] {
    if value.isNull { return [] }
    if let text = value.stringValue { return try repeatedArgument(key, text, told) }
    guard value.kind == .array else {
      throw ExitFailure.configuration(told("expected a text or an array of texts, found \(value.kind.described)"))
    }
    var arguments: [String] = []
    try value.forEachElement { (index, element) throws in
      guard let text = element.stringValue else {
        throw ExitFailure.configuration(
          told("expected an array of texts, found \(element.kind.described) at \(index)"))
      }
      arguments += try repeatedArgument(key, text, told)
    }
    return arguments.isEmpty && key == "model" ? ["--model=none"] : arguments
  }

  private static func repeatedArgument(_ key: String, _ text: String, _ told: (String) -> String) throws -> [String] {
    // Behind "=", the parser of the command line would take nothing for the next argument.
    guard !text.isEmpty else { throw ExitFailure.configuration(told("expected a text, found an empty text")) }
    return try argument(key, text, told)
  }

  /// What the environment says: a text, or an array of texts as JSON.
  static func arguments(_ key: String, _ text: String, _ told: (String) -> String) throws -> [String] {
    guard text.hasPrefix("[") else { return try repeatedArgument(key, text, told) }
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: Array(text.utf8).span)
    } catch {
      throw ExitFailure.configuration(told("expected a text or a JSON array of texts: \(error.reason)"))
    }
    return try document.read { try arguments(key, $0, told) }
  }
}
