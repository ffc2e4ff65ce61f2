internal import TransportModule

/// Takes an answer in as it comes, within bounds.
struct AnswerReader {
  enum Failure {
    case tooLarge
    case garbled(String)
  }

  /// Of all header lines of a request, those of interim answers included.
  static let maxHeaderBytes = 256 << 10
  /// What is kept for the next answer, and what a length that is only announced makes us set aside.
  private static let keptBodyBytes = 1 << 20

  /// 0 until a status line came.
  private(set) var status: Int32 = 0
  private(set) var headers = ModuleHeaders()
  private(set) var body: [UInt8] = []
  /// Why the rest of it is not wanted.
  private(set) var failure: Failure?
  private var maxBodyBytes = 0
  private var headerBytes = 0
  private var headersEnded = false
  private var contentLength: Int?
  private var isEncoded = false

  /// Whether the header of an answer that is not an interim one came whole.
  var hasAnswer: Bool { status >= 200 && headersEnded }

  /// Makes ready for another request.
  mutating func start(maxBodyBytes: UInt64) {
    self.maxBodyBytes = Int(clamping: maxBodyBytes)
    startOver()
    headerBytes = 0
    failure = nil
  }

  /// Forgets what came so far, as a new answer begins; what counts against the bound of the header goes on counting.
  mutating func startOver() {
    status = 0
    headers.removeAll()
    body.removeAll(keepingCapacity: body.capacity <= Self.keptBodyBytes)
    headersEnded = false
    contentLength = nil
    isEncoded = false
  }

  /// Takes one line of the header, with its end.
  ///
  /// Returns whether more is wanted.
  mutating func take(headerLine line: UnsafeBufferPointer<UInt8>) -> Bool {
    headerBytes += line.count
    guard headerBytes <= Self.maxHeaderBytes else {
      return fail(.garbled("the header of the answer is longer than \(Self.maxHeaderBytes >> 10) KiB"))
    }
    var end = line.count
    while end > 0, unsafe line[end - 1] == 0x0A || line[end - 1] == 0x0D {
      end -= 1
    }
    let text = unsafe UnsafeBufferPointer(rebasing: line[..<end])
    if unsafe text.starts(with: "HTTP/".utf8) {
      return unsafe begin(statusLine: text)
    }
    // What follows the body may not change what the answer says.
    guard !headersEnded else { return true }
    return unsafe text.isEmpty ? endHeaders() : take(field: text)
  }

  private mutating func begin(statusLine: UnsafeBufferPointer<UInt8>) -> Bool {
    startOver()
    guard let space = unsafe statusLine.firstIndex(of: 0x20) else { return true }
    let digits = unsafe statusLine[(space + 1)...].prefix { (0x30...0x39).contains($0) }
    if unsafe digits.count == 3 { unsafe status = Int32(String(decoding: digits, as: UTF8.self)) ?? 0 }
    return true
  }

  private mutating func take(field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let colon = unsafe field.firstIndex(of: 0x3A), colon > 0 else {
      return fail(.garbled("the header of the answer has a line without a name"))
    }
    let name = unsafe UnsafeBufferPointer(rebasing: field[..<colon])
    var (start, end) = (colon + 1, field.count)
    while start < end, unsafe field[start] == 0x20 || field[start] == 0x09 { start += 1 }
    while start < end, unsafe field[end - 1] == 0x20 || field[end - 1] == 0x09 { end -= 1 }
    let value = unsafe UnsafeBufferPointer(rebasing: field[start..<end])
    if unsafe value.allSatisfy({ $0 < 0x80 }) {
      unsafe headers.append(name: name, value: value)
    } else {
      // The ABI promises UTF-8: what is none is repaired.
      unsafe headers.append(
        ModuleHeader(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }
    if unsafe name.isName("content-length") {
      return unsafe take(contentLength: String(decoding: value, as: UTF8.self))
    } else if unsafe name.isName("content-encoding") {
      isEncoded = true
    }
    return true
  }

  private mutating func take(contentLength text: String) -> Bool {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return fail(.garbled("the answer tells a length of its body that is no number"))
    }
    // One that no number holds is too large in any case.
    let length = Int(text) ?? .max
    guard contentLength == nil || contentLength == length else {
      return fail(.garbled("the answer tells two different lengths of its body"))
    }
    contentLength = length
    return true
  }

  private mutating func endHeaders() -> Bool {
    headersEnded = true
    guard status >= 200, status != 204, status != 304, let contentLength else { return true }
    guard isEncoded || contentLength <= maxBodyBytes else { return fail(.tooLarge) }
    body.reserveCapacity(min(contentLength, Self.keptBodyBytes))
    return true
  }

  /// Takes a piece of the unpacked body.
  ///
  /// Returns whether more is wanted.
  mutating func take(body piece: UnsafeBufferPointer<UInt8>) -> Bool {
    guard piece.count <= maxBodyBytes - body.count else { return fail(.tooLarge) }
    unsafe body.append(contentsOf: piece)
    return true
  }

  private mutating func fail(_ failure: Failure) -> Bool {
    self.failure = failure
    return false
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func isName(_ lowercase: StaticString) -> Bool {
    guard count == lowercase.utf8CodeUnitCount else { return false }
    return indices.allSatisfy { unsafe self[$0] | 0x20 == lowercase.utf8Start[$0] | 0x20 }
  }
}
