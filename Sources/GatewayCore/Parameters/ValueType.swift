/// The types of parameter values, as TR-106 names them.
package enum ValueType: String, CaseIterable, Sendable {
  case string
  case int
  case unsignedInt
  case long
  case unsignedLong
  case boolean
  case dateTime
  case base64
  case hexBinary
  case decimal

  /// The type that a device's own label means: any case, any prefix, `base64Binary` too; an absent one is `string`.
  package init(label: String) {
    let name = label.split(separator: ":", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    let folded = name.filter { !$0.isWhitespace }.lowercased()
    self =
      folded == "base64binary"
      ? .base64 : ValueType.allCases.first { $0.rawValue.lowercased() == folded } ?? .string
  }

  package var isInteger: Bool {
    switch self {
    case .int, .unsignedInt, .long, .unsignedLong: true
    case .string, .boolean, .dateTime, .base64, .hexBinary, .decimal: false
    }
  }

  /// The value that says "none" (reference: section 5 of the path rules).
  package var nullValue: String {
    switch self {
    case .string, .base64, .hexBinary: ""
    case .unsignedInt, .unsignedLong: "0"
    case .int, .long, .decimal: "-1"
    case .boolean: "false"
    case .dateTime: "0001-01-01T00:00:00Z"
    }
  }
}
