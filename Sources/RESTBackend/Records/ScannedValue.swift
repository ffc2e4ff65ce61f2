/// A value of a scanned record, as the contract has it.
struct ScannedValue: Sendable {
  let kind: Kind
  /// Where it stands in the text: a string without its quotes.
  private let start: UInt32
  private let count: UInt16

  static let longest = Int(UInt16.max)
  static let absent = ScannedValue(.absent)

  enum Kind: UInt8, Sendable {
    case absent
    case null
    case `false`
    case `true`
    case integer
    /// A text or a time that needs no escapes.
    case string
    case up
    case down
    case unknown
    /// Texts of plain ASCII with commas between them.
    case texts
  }

  /// - Precondition: a range within 4 GiB, at most ``longest`` long.
  init(_ kind: Kind, _ range: Range<Int> = 0..<0) {
    self.kind = kind
    start = UInt32(range.lowerBound)
    count = UInt16(range.count)
  }

  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
