/// A path that may stand for many: rows by `*`, by alias or by an expression, and references followed with `+`
/// (TR-369 2.6; reference: section 3 of the path rules).
package struct SearchPath: Equatable, Sendable {
  /// The root first.
  package let steps: [Step]
  package let kind: Kind

  package enum Kind: Sendable {
    case object
    case parameter
    case command
    case event
  }

  package struct Step: Equatable, Sendable {
    package let name: String
    /// The name is that of a reference parameter: go on at what it points to.
    package let follow: Follow?
    /// The name is that of a table: go on at these of its rows.
    package let rows: Rows?
  }

  package enum Follow: Equatable, Sendable {
    /// Counted from 1.
    case item(Int)
    case all
  }

  package enum Rows: Equatable, Sendable {
    case number(UInt32)
    case alias(String)
    case all
    case matching([Term])
  }

  /// One comparison of an expression; all of them must hold.
  package struct Term: Equatable, Sendable {
    /// Where the parameter is, from the row on.
    package let left: [Step]
    package let comparison: Comparison
    package let constant: Constant
  }

  package enum Comparison: String, CaseIterable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case contains = "~="
    case atMost = "<="
    case atLeast = ">="
    case less = "<"
    case greater = ">"
  }

  package enum Constant: Equatable, Sendable {
    case text(String)
    case number(String)
    case boolean(Bool)
    case time(String)
  }

  /// Whether it can only be answered where values are known.
  package var needsValues: Bool {
    steps.contains { step in
      if step.follow != nil { return true }
      if case .matching = step.rows { return true }
      return false
    }
  }

  /// Whether it stands for anything but the one thing it spells out.
  package var isSearch: Bool {
    needsValues || steps.contains { $0.rows == .all }
  }
}
