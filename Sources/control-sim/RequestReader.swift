internal import ControlServer

/// Takes HTTP/1.1 requests out of bytes as they come (RFC 9112).
struct RequestReader {
  /// A request, and what its connection does behind it.
  struct Incoming {
    var request: ControlRequest
    var keepsAlive: Bool
  }

  enum Step {
    /// More bytes are needed.
    case wait
    /// The client waits for leave to send its body.
    case proceed
    case request(Incoming)
    /// No request can be made of it: this status, and the connection ends.
    case refuse(Int)
  }

  private struct Head {
    var request: ControlRequest
    var keepsAlive: Bool
    /// Nil for a body in chunks.
    var length: Int?
    var waitsForLeave: Bool
  }

  private var bytes: [UInt8] = []
  /// Where the unread bytes begin.
  private var start = 0
  /// Where the end of the head was looked for last.
  private var searched = 0
  private var head: Head?

  static let mostHead = 64 << 10
  static let mostBody = 16 << 20

  mutating func append(_ more: ArraySlice<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      searched = max(0, searched - start)
      start = 0
    }
    bytes += more
  }

  /// The next thing to do with what has come so far.
  mutating func next() -> Step {
    if head == nil {
      switch readHead() {
      case .some(let refusal): return refusal
      case nil: break
      }
    }
    guard var current = head else { return .wait }
    let available = bytes.count - start
    if let length = current.length {
      guard available >= length else { return leave(&current) }
      current.request.body = Array(bytes[start..<start + length])
      start += length
    } else {
      switch ChunkedBody.read(bytes[start...], most: RequestReader.mostBody) {
      case .incomplete: return leave(&current)
      case .broken: return .refuse(400)
      case .tooLong: return .refuse(413)
      case .whole(let body, let end):
        current.request.body = body
        start = end
      }
    }
    head = nil
    searched = start
    return .request(Incoming(request: current.request, keepsAlive: current.keepsAlive))
  }

  private mutating func leave(_ current: inout Head) -> Step {
    guard current.waitsForLeave else { return .wait }
    current.waitsForLeave = false
    head = current
    return .proceed
  }

  /// Nil when there is a head now; otherwise what to do.
  private mutating func readHead() -> Step? {
    // Empty lines before a request are passed over.
    while start + 1 < bytes.count, bytes[start] == 13, bytes[start + 1] == 10 { start += 2 }
    var place = max(start, searched)
    while place + 3 < bytes.count {
      if bytes[place + 3] == 10, bytes[place] == 13, bytes[place + 1] == 10, bytes[place + 2] == 13 { break }
      place += 1
    }
    guard place + 3 < bytes.count else {
      searched = max(start, bytes.count - 3)
      return bytes.count - start > RequestReader.mostHead ? .refuse(431) : .wait
    }
    guard place - start <= RequestReader.mostHead else { return .refuse(431) }
    guard let parsed = RequestReader.parse(bytes[start..<place]) else { return .refuse(400) }
    if let length = parsed.length, length > RequestReader.mostBody { return .refuse(413) }
    start = place + 4
    head = parsed
    return nil
  }

  private static func parse(_ text: ArraySlice<UInt8>) -> Head? {
    var rest = text
    let line = takeLine(&rest)
    let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == 3, !words[0].isEmpty, !words[1].isEmpty,
      words[1].allSatisfy({ $0 > 0x20 && $0 != 0x7F }), words[2].starts(with: "HTTP/1.".utf8), words[2].count == 8
    else { return nil }
    let isOld = words[2].last == UInt8(ascii: "0")
    var request = ControlRequest(
      String(decoding: words[0], as: UTF8.self), String(decoding: words[1], as: UTF8.self))
    while !rest.isEmpty {
      let line = takeLine(&rest)
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
      let name = line[..<colon]
      guard !name.contains(where: { $0 <= 0x20 }) else { return nil }
      request.headers.append(
        (String(decoding: name, as: UTF8.self), String(decoding: trimmed(line[(colon + 1)...]), as: UTF8.self)))
    }
    var length: Int? = 0
    let (given, encoding) = (request.header("Content-Length"), request.header("Transfer-Encoding"))
    if let encoding {
      guard given == nil, encoding.lowercased() == "chunked" else { return nil }
      length = nil
    } else if let given {
      guard let number = Int(given), number >= 0, given.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
      length = number
    }
    let connection = request.header("Connection")?.lowercased()
    return Head(
      request: request, keepsAlive: isOld ? connection == "keep-alive" : connection != "close", length: length,
      waitsForLeave: request.header("Expect")?.lowercased() == "100-continue")
  }

  private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let end = rest.firstIndex(of: 10) else {
      defer { rest = [] }
      return rest
    }
    var line = rest[..<end]
    rest = rest[(end + 1)...]
    if line.last == 13 { line.removeLast() }
    return line
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let first = text.first, first == 0x20 || first == 9 { text.removeFirst() }
    while let last = text.last, last == 0x20 || last == 9 { text.removeLast() }
    return text
  }
}
