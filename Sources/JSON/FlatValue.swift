/// A scalar that a ``FlatReader`` found, by its place in the text.
package struct FlatValue: Sendable {
  package let kind: Kind
  /// Of a string what stands between its quotes, of anything else all of it.
  package let start: Int
  package let count: Int

  package var range: Range<Int> { start..<start + count }

  package enum Kind: UInt8, Sendable {
    /// It needs no escapes.
    case string
    /// Of at most 18 digits.
    case integer
    case `true`
    case `false`
    case null
  }
}

/// A member that a ``FlatReader`` found.
package struct FlatMember: Sendable {
  /// The place of its name in the table of names.
  package let name: Int
  package let value: FlatValue
}
