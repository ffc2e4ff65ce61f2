/// Cuts a stream of bytes into messages, by lines or by headers (protocol.md 1).
///
/// However the bytes are split when they arrive, the events are the same; memory is bounded by the longest message that
/// is allowed.
package struct FrameReader: ~Copyable {
  private var input = InputBuffer()
  private let longest: Int
  private var mode: Mode
  private var mayBeginWithBOM = true
  private var hasEnded = false

  private enum Mode {
    case undecided
    case line(LineFraming)
    case header(HeaderFraming)
  }

  /// - Parameter longest: bytes of the longest message that is taken, line end not counted.
  package init(framing: Framing, longest: Int) {
    self.longest = longest
    mode =
      switch framing {
      case .auto: .undecided
      case .line: .line(LineFraming())
      case .header: .header(HeaderFraming())
      }
  }

  /// The framing in force; nil while the first bytes have not decided.
  package var framing: Framing? {
    switch mode {
    case .undecided: nil
    case .line: .line
    case .header: .header
    }
  }

  /// Lends storage for more input to `read`, which returns how many bytes it filled; that is returned.
  package mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
    unsafe input.fill(read)
  }

  /// Copies bytes in, for callers that have them already.
  package mutating func append(_ bytes: Span<UInt8>) {
    input.append(bytes)
  }

  /// No more bytes will come: what is left in the end is told as a message, or as no message.
  package mutating func end() {
    hasEnded = true
  }

  /// The next event, or nil when more input is needed, or none is left.
  package mutating func next() -> FrameEvent? {
    guard skipBOM() else { return nil }
    if case .undecided = mode { decide() }
    switch mode {
    case .undecided:
      return nil
    case .line(var line):
      let event = line.next(in: &input, longest: longest, hasEnded: hasEnded)
      mode = .line(line)
      return event
    case .header(var header):
      let event = header.next(in: &input, longest: longest, hasEnded: hasEnded)
      mode = .header(header)
      return event
    }
  }

  /// Lends the bytes of a message to `body`; they are there until more input is taken.
  package borrowing func read<Result>(_ message: FrameRange, _ body: (Span<UInt8>) -> Result) -> Result {
    body(input.bytes(at: message.offset, count: message.count))
  }

  /// Passes over a byte order mark at the very start; false while it is not clear whether there is one.
  private mutating func skipBOM() -> Bool {
    guard mayBeginWithBOM else { return true }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    for (offset, byte) in mark.enumerated() {
      guard offset < input.count else {
        if hasEnded { mayBeginWithBOM = false }
        return hasEnded
      }
      guard input[offset] == byte else {
        mayBeginWithBOM = false
        return true
      }
    }
    input.drop(mark.count)
    mayBeginWithBOM = false
    return true
  }

  /// `header` when the first bytes that are not blank are a name of letters and hyphens with a colon behind it.
  private mutating func decide() {
    var blanks = 0
    while blanks < input.count, isBlank(input[blanks]) || input[blanks] == UInt8(ascii: "\n") { blanks += 1 }
    input.drop(blanks)
    var length = 0
    while length < input.count, length < HeaderFraming.longestBlock, isNameByte(input[length]) { length += 1 }
    if length == input.count, length < HeaderFraming.longestBlock, !hasEnded { return }
    let isHeader =
      (1..<HeaderFraming.longestBlock).contains(length) && length < input.count && input[length] == UInt8(ascii: ":")
    mode = isHeader ? .header(HeaderFraming()) : .line(LineFraming())
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}

/// A blank, a tab or a carriage return.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x09 || byte == 0x0D
}

extension InputBuffer {
  /// Whether so many bytes from the head on are nothing but blanks and line ends.
  func isBlankRun(from offset: Int, count: Int) -> Bool {
    for at in offset..<(offset + count) where !isBlank(self[at]) && self[at] != UInt8(ascii: "\n") { return false }
    return true
  }
}
