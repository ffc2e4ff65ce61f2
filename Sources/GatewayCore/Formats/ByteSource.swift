/// Bytes that come in pieces, taken one by one.
package struct ByteSource {
  private var piece: [UInt8]
  private var place = 0
  private let more: () -> [UInt8]?

  /// - Parameter more: the next piece, or nil at the end.
  package init(more: @escaping () -> [UInt8]?) {
    piece = []
    self.more = more
  }

  package init(_ bytes: [UInt8]) {
    piece = bytes
    more = { nil }
  }

  /// The next byte without taking it.
  package mutating func peek() -> UInt8? {
    while place == piece.count {
      guard let next = more() else { return nil }
      piece = next
      place = 0
    }
    return piece[place]
  }

  package mutating func next() -> UInt8? {
    guard let byte = peek() else { return nil }
    place += 1
    return byte
  }
}
