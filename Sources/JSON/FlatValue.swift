/// A piece of a text of at most 4 GiB; an empty one stands for what is not there.
package struct TextPiece: Sendable {
  package let start: UInt32
  package let count: UInt32

  init(start: UInt32, count: UInt32) {
    self.start = start
    self.count = count
  }

  /// - Precondition: of a text of at most 4 GiB.
  package init(_ range: Range<Int>) {
    self.init(start: UInt32(range.lowerBound), count: UInt32(range.count))
  }

  package static let none = TextPiece(start: 0, count: 0)

  package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A scalar that a ``FlatReader`` found: its place in the text, that of a string with its quotes.
package struct FlatValue: Sendable {
  package let kind: Kind
  package let piece: TextPiece

  package enum Kind: UInt8, Sendable {
    /// It needs no escapes.
    case string
    /// Of at most 18 digits.
    case integer
    case `true`
    case `false`
    case null
  }

  /// Kinds that may stand in one place.
  package struct Kinds: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    package static let string = Kinds(rawValue: 1 << Kind.string.rawValue)
    package static let integer = Kinds(rawValue: 1 << Kind.integer.rawValue)
    package static let boolean = Kinds(rawValue: 1 << Kind.true.rawValue | 1 << Kind.false.rawValue)
    package static let null = Kinds(rawValue: 1 << Kind.null.rawValue)
  }
}

/// The members that objects may have to be read by a ``FlatReader``, at most 64.
package struct FlatSchema: Sendable {
  let names: NameTable
  let kinds: [UInt8]

  package var count: Int { kinds.count }

  package init(_ members: [(name: StaticString, kinds: FlatValue.Kinds)]) {
    precondition(members.count <= 64, "more members than bits")
    names = NameTable(members.map(\.name))
    kinds = members.map(\.kinds.rawValue)
  }
}
