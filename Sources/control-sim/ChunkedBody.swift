/// Reads a body that is sent in chunks (RFC 9112, section 7.1).
enum ChunkedBody {
  enum Outcome {
    case incomplete
    case broken
    case tooLong
    /// The body, and where the bytes behind it begin.
    case whole([UInt8], end: Int)
  }

  static func read(_ bytes: ArraySlice<UInt8>, most: Int) -> Outcome {
    var body: [UInt8] = []
    var rest = bytes
    while true {
      guard let line = takeLine(&rest) else { return rest.count > 4096 ? .broken : .incomplete }
      let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
      guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0 else { return .broken }
      guard body.count + size <= most else { return .tooLong }
      if size == 0 { break }
      guard rest.count >= size + 2 else { return .incomplete }
      body += rest.prefix(size)
      rest = rest.dropFirst(size)
      guard rest.starts(with: [13, 10]) else { return .broken }
      rest = rest.dropFirst(2)
    }
    // Trailers, up to an empty line.
    while let line = takeLine(&rest) {
      if line.isEmpty { return .whole(body, end: rest.startIndex) }
    }
    return .incomplete
  }

  private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: 10) else { return nil }
    var line = rest[..<end]
    if line.last == 13 { line.removeLast() }
    rest = rest[(end + 1)...]
    return line
  }
}
