package import JSON

/// The id of a request: it comes back as the same value, a string by code point, an integer digit by digit.
package enum RequestID: Hashable, Sendable {
  case null
  case integer(Int)
  case string(ExactString)

  /// Nil for what can be no id: booleans, reals, arrays and objects.
  package init?(_ value: JSONValue) {
    switch value.kind {
    case .null: self = .null
    case .integer: self = .integer(value.integerValue ?? 0)
    case .string: self = .string(ExactString(value.stringValue ?? ""))
    case .boolean, .real, .array, .object: return nil
    }
  }

  package func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .integer(let number): writer.integer(number)
    case .string(let text): writer.string(text.text)
    }
  }
}
