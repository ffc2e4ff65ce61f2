/// `Content-Length: N`, a blank line, and N bytes.
///
/// Line ends of a header block may lack their CR.
struct HeaderFraming {
  /// Bytes of a header block, its blank line included.
  static let longestBlock = 64 * 1024

  private enum State {
    /// Inside a block of so many bytes, with the lengths it has told; nil stands for one that is no length.
    case block(bytes: Int, lengths: [Int?])
    /// Inside a block that was refused already.
    case droppingBlock(isInsideLine: Bool)
    case body(Int)
    case droppingBody(Int)
  }

  private var state = State.block(bytes: 0, lengths: [])

  mutating func next(in input: inout InputBuffer, longest: Int, hasEnded: Bool) -> FrameEvent? {
    while input.count > 0 || hasEnded {
      let before = input.count
      let event: FrameEvent?
      switch state {
      case .block(let bytes, let lengths):
        event = block(bytes, lengths, in: &input, longest: longest)
      case .droppingBlock(let isInsideLine):
        event = nil
        dropBlock(isInsideLine, in: &input)
      case .body(let count):
        event = body(count, in: &input)
      case .droppingBody(let count):
        event = nil
        let dropped = min(count, input.count)
        input.drop(dropped)
        state = dropped == count ? .block(bytes: 0, lengths: []) : .droppingBody(count - dropped)
      }
      if let event { return event }
      if input.count == before { return hasEnded ? cut(in: &input) : nil }
    }
    return nil
  }

  private mutating func block(
    _ bytes: Int, _ lengths: [Int?], in input: inout InputBuffer, longest: Int
  ) -> FrameEvent? {
    let end = input.firstIndex(of: UInt8(ascii: "\n"), from: 0)
    guard bytes + (end.map { $0 + 1 } ?? input.count) <= HeaderFraming.longestBlock else {
      // The line stays: it may be the blank one that ends the block.
      state = .droppingBlock(isInsideLine: false)
      return .malformed("a header block beyond 64 KiB")
    }
    guard let end else { return nil }
    let length = end > 0 && input[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
    if length == 0 {
      input.drop(end + 1)
      return bytes == 0 ? nil : endOfBlock(lengths, longest: longest)
    }
    let lengths = contentLength(in: input, lineLength: length).map { lengths + [$0] } ?? lengths
    input.drop(end + 1)
    state = .block(bytes: bytes + end + 1, lengths: lengths)
    return nil
  }

  private mutating func endOfBlock(_ lengths: [Int?], longest: Int) -> FrameEvent? {
    state = .block(bytes: 0, lengths: [])
    guard lengths.count == 1, let told = lengths.first, let length = told else {
      return .malformed("a header block without one valid Content-Length")
    }
    if length > longest {
      state = .droppingBody(length)
      return .tooLarge
    }
    if length > 0 { state = .body(length) }
    return nil
  }

  private mutating func body(_ count: Int, in input: inout InputBuffer) -> FrameEvent? {
    guard input.count >= count else { return nil }
    let message = FrameRange(offset: input.head, count: count)
    let isBlank = input.isBlankRun(from: 0, count: count)
    input.drop(count)
    state = .block(bytes: 0, lengths: [])
    return isBlank ? nil : .message(message)
  }

  private mutating func dropBlock(_ isInsideLine: Bool, in input: inout InputBuffer) {
    guard let end = input.firstIndex(of: UInt8(ascii: "\n"), from: 0) else {
      // A lone CR may be the beginning of the blank line: it stays.
      let isBeginning = !isInsideLine && input.count == 1 && input[0] == UInt8(ascii: "\r")
      if !isBeginning {
        input.drop(input.count)
        state = .droppingBlock(isInsideLine: true)
      }
      return
    }
    let isBlankLine = !isInsideLine && (end == 0 || (end == 1 && input[0] == UInt8(ascii: "\r")))
    input.drop(end + 1)
    state = isBlankLine ? .block(bytes: 0, lengths: []) : .droppingBlock(isInsideLine: false)
  }

  /// The input ended inside a frame.
  private mutating func cut(in input: inout InputBuffer) -> FrameEvent? {
    let wasTold: Bool
    switch state {
    case .block(let bytes, _): wasTold = bytes == 0 && input.isBlankRun(from: 0, count: input.count)
    case .body: wasTold = false
    case .droppingBlock, .droppingBody: wasTold = true
    }
    input.drop(input.count)
    state = .block(bytes: 0, lengths: [])
    return wasTold ? nil : .malformed("the input ends inside a message")
  }

  /// Nil when the line is another header; a nil inside when it tells no valid length.
  private func contentLength(in input: borrowing InputBuffer, lineLength: Int) -> Int?? {
    guard let colon = input.firstIndex(of: UInt8(ascii: ":"), from: 0), colon < lineLength else { return nil }
    let name = "content-length".utf8
    var nameEnd = colon
    while nameEnd > 0, isBlank(input[nameEnd - 1]) { nameEnd -= 1 }
    guard nameEnd == name.count else { return nil }
    for (offset, byte) in name.enumerated() where lowercased(input[offset]) != byte { return nil }
    var (first, last) = (colon + 1, lineLength)
    while first < last, isBlank(input[first]) { first += 1 }
    while first < last, isBlank(input[last - 1]) { last -= 1 }
    guard first < last else { return .some(nil) }
    var length = 0
    for at in first..<last {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(input[at]) else { return .some(nil) }
      let (product, tooLarge) = length.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.addingReportingOverflow(Int(input[at] - UInt8(ascii: "0")))
      if tooLarge || overflow { return .some(nil) }
      length = sum
    }
    return .some(length)
  }

  private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
