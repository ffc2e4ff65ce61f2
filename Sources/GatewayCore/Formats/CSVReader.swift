/// Reads CSV as RFC 4180 has it: cells in double quotes may hold commas, quotes (doubled) and line ends; lines end with
/// LF or CRLF.
///
/// A byte order mark at the start and empty lines are passed over.
package struct CSVReader {
  private var source: ByteSource
  private var isAtStart = true
  /// The number of the row that was read last, the header being 1.
  package private(set) var row = 0

  package init(_ source: ByteSource) {
    self.source = source
  }

  /// The cells of the next row, or nil behind the last.
  package mutating func next() throws(RowError) -> [String]? {
    if isAtStart {
      isAtStart = false
      skipByteOrderMark()
    }
    while let byte = source.peek(), byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { _ = source.next() }
    guard source.peek() != nil else { return nil }
    row += 1
    var cells: [String] = []
    while true {
      let (cell, end) = try cell()
      cells.append(cell)
      if end != UInt8(ascii: ",") { return cells }
    }
  }

  /// One cell, and what ended it: a comma, a line end, or nothing.
  private mutating func cell() throws(RowError) -> (String, UInt8?) {
    var bytes: [UInt8] = []
    let isQuoted = source.peek() == UInt8(ascii: "\"")
    if isQuoted {
      _ = source.next()
      try quoted(into: &bytes)
    }
    while let byte = source.next() {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\n"): return (try text(bytes), byte)
      case UInt8(ascii: "\r") where source.peek() == UInt8(ascii: "\n") || source.peek() == nil: continue
      default:
        if isQuoted || byte == UInt8(ascii: "\"") {
          throw RowError(
            row: row, isQuoted ? "something follows a closing quote" : "a quote inside a cell without quotes")
        }
        bytes.append(byte)
      }
    }
    return (try text(bytes), nil)
  }

  private mutating func quoted(into bytes: inout [UInt8]) throws(RowError) {
    while let byte = source.next() {
      if byte == UInt8(ascii: "\"") {
        guard source.peek() == UInt8(ascii: "\"") else { return }
        _ = source.next()
      }
      bytes.append(byte)
    }
    throw RowError(row: row, "a quote that is not closed")
  }

  private func text(_ bytes: [UInt8]) throws(RowError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw RowError(row: row, "not valid UTF-8") }
    return text
  }

  private mutating func skipByteOrderMark() {
    guard source.peek() == 0xEF else { return }
    for _ in 0..<3 { _ = source.next() }
  }
}
