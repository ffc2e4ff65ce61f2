/// Why a switch could not be set.
package enum SwitchError: Error, Equatable, CustomStringConvertible {
  /// What should have been `NAME=VALUE`.
  case form(String)
  /// A name that is none, and the one that was probably meant.
  case name(String, nearest: String?)
  /// A value that the switch does not take, and those that it takes.
  case value(name: String, values: [String])

  /// For people; never repeats a value.
  package var description: String {
    switch self {
    case .form(let text): "expected NAME=VALUE, found \"\(text)\""
    case .name(let name, let nearest):
      "no switch is called \"\(name)\""
        + (nearest.map { "; did you mean \"\($0)\"?" } ?? "; control-sim switches lists them")
    case .value(let name, let values): "\(name) takes \(values.joined(separator: "|")), found something else"
    }
  }
}
