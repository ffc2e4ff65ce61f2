/// One message per line, ended by LF; a CR before it is no part of the message.
struct LineFraming {
  /// Bytes from the head on that hold no line end.
  private var scanned = 0
  /// Inside a line beyond the limit, which was told already.
  private var isDropping = false

  mutating func next(in input: inout InputBuffer, longest: Int, hasEnded: Bool) -> FrameEvent? {
    while true {
      guard let end = input.firstIndex(of: UInt8(ascii: "\n"), from: scanned) else {
        return unended(in: &input, longest: longest, hasEnded: hasEnded)
      }
      scanned = 0
      if isDropping {
        isDropping = false
        input.drop(end + 1)
        continue
      }
      let event = line(of: end, in: input, longest: longest)
      input.drop(end + 1)
      if let event { return event }
    }
  }

  private mutating func unended(in input: inout InputBuffer, longest: Int, hasEnded: Bool) -> FrameEvent? {
    let count = input.count
    if isDropping {
      input.drop(count)
      return nil
    }
    // One byte more than the limit may still be the CR of a line end.
    if count > longest + 1 {
      isDropping = true
      scanned = 0
      input.drop(count)
      return .tooLarge
    }
    scanned = count
    guard hasEnded, count > 0 else { return nil }
    let event = line(of: count, in: input, longest: longest)
    input.drop(count)
    scanned = 0
    return event
  }

  private func line(of length: Int, in input: borrowing InputBuffer, longest: Int) -> FrameEvent? {
    let count = length > 0 && input[length - 1] == UInt8(ascii: "\r") ? length - 1 : length
    if count > longest { return .tooLarge }
    // Nearly every line begins with its bracket, so this ends at once.
    if input.isBlankRun(from: 0, count: count) { return nil }
    return .message(FrameRange(offset: input.head, count: count))
  }
}
