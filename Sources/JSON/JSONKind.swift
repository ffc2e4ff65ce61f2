/// What a JSON value is.
///
/// An integer and a real are kept apart: `1` and `1.0` are different kinds.
package enum JSONKind: Sendable {
  case null
  case boolean
  case integer
  case real
  case string
  case array
  case object

  /// The kind with its article, for messages such as "expected an integer, found a string".
  package var described: String {
    switch self {
    case .null: "null"
    case .boolean: "a boolean"
    case .integer: "an integer"
    case .real: "a real number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
