/// Cuts what a child writes into lines, and drops those that are too long without storing them.
struct LineSplitter {
  private var line: [UInt8] = []
  private var isDropping = false

  enum Piece {
    case line([UInt8])
    /// One that was longer than allowed.
    case dropped
  }

  /// - Parameters:
  ///   - limit: of a line, in bytes, its end not counted.
  ///   - take: gets each line as it ends.
  mutating func add(_ bytes: ArraySlice<UInt8>, limit: Int, _ take: (Piece) -> Void) {
    var rest = bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      store(rest[..<end], limit)
      take(isDropping ? .dropped : .line(line))
      line = []
      isDropping = false
      rest = rest[(end + 1)...]
    }
    store(rest, limit)
  }

  private mutating func store(_ bytes: ArraySlice<UInt8>, _ limit: Int) {
    if isDropping { return }
    if line.count + bytes.count > limit {
      line = []
      isDropping = true
    } else {
      line += bytes
    }
  }
}
