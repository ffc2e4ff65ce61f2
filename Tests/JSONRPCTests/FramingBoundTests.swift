internal import JSONRPC
internal import Testing

/// Bounds that need long inputs: 64 KiB of header block, and messages that are dropped without being stored.
@Suite struct FramingBoundTests {
  static let tooLong = FrameNote.malformed("a header block beyond 64 KiB")

  /// A header block of exactly so many bytes, its blank line included, and a body behind it.
  private func block(of size: Int) -> [UInt8] {
    let length = "Content-Length: 1\r\n"
    let filler = "X: " + String(repeating: "y", count: size - length.utf8.count - 2 - 5) + "\r\n"
    return Array((length + filler + "\r\n").utf8)
  }

  /// The whole, and every split near the end of the block.
  private func splits(_ bytes: [UInt8], near place: Int) -> [[[UInt8]]] {
    [[bytes]]
      + (max(0, place - 8)...min(bytes.count, place + 8)).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
      + [stride(from: 0, to: bytes.count, by: 999).map { Array(bytes[$0..<min($0 + 999, bytes.count)]) }]
  }

  @Test func aHeaderBlockOf64KiBIsTaken() {
    let block = block(of: 64 * 1024)
    #expect(block.count == 64 * 1024)
    for pieces in splits(block + Array("1".utf8), near: block.count) {
      #expect(notes(of: pieces, framing: .header, longest: 10) == [.message("1")])
    }
  }

  @Test(arguments: [1, 2, 3, 4, 100])
  func aLongerOneIsOneErrorAndReadingGoesOnBehindIt(_ excess: Int) {
    let block = block(of: 64 * 1024 + excess)
    let bytes = block + Array(FramingCorpus.frame("2").utf8)
    for pieces in splits(bytes, near: block.count) + splits(bytes, near: 64 * 1024) {
      #expect(notes(of: pieces, framing: .header, longest: 10) == [FramingBoundTests.tooLong, .message("2")])
    }
  }

  @Test func oneEndlessHeaderLineIsOneError() {
    let pieces = [[UInt8]](repeating: [UInt8](repeating: 0x78, count: 10_000), count: 30)
    let end = [Array("\r\n\r\n".utf8), Array(FramingCorpus.frame("2").utf8)]
    #expect(notes(of: pieces + end, framing: .header, longest: 10) == [FramingBoundTests.tooLong, .message("2")])
  }

  @Test func manyShortHeaderLinesAreOneError() {
    let lines = [[UInt8]](repeating: Array("X: y\r\n".utf8), count: 20_000)
    let end = [Array("\r\n".utf8), Array(FramingCorpus.frame("2").utf8)]
    #expect(notes(of: lines + end, framing: .header, longest: 10) == [FramingBoundTests.tooLong, .message("2")])
    #expect(
      notes(of: [Array(lines.joined()), Array(end.joined())], framing: .header, longest: 10) == [
        FramingBoundTests.tooLong, .message("2"),
      ])
  }

  @Test(arguments: [64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 64 * 1024 + 2])
  func aLongFirstWordDecidesTheFramingInTheSameWayHoweverItIsSplit(_ length: Int) {
    let bytes = [UInt8](repeating: 0x61, count: length) + Array(": 1\r\n\r\n1\n".utf8)
    let whole = notes(of: [bytes], framing: .auto, longest: 1 << 20)
    for pieces in splits(bytes, near: length) {
      #expect(notes(of: pieces, framing: .auto, longest: 1 << 20) == whole)
    }
  }

  @Test(arguments: [Framing.line, .header])
  func aMessageBeyondTheLimitIsNotStored(_ framing: Framing) {
    let size = 8 << 20
    var reader = FrameReader(framing: framing, longest: 100)
    if framing == .header { reader.append(Array("Content-Length: \(size)\r\n\r\n".utf8).span) }
    var (events, largest, fed) = ([FrameEvent](), 0, 0)
    while fed < size {
      fed += reader.fill { storage in
        largest = max(largest, storage.count)
        let count = min(storage.count, size - fed)
        for place in 0..<count { storage[place] = 0x78 }
        return count
      }
      while let event = reader.next() { events.append(event) }
    }
    #expect(events == [.tooLarge])
    // Storage that is lent never grows when nothing is kept.
    #expect(largest <= 64 * 1024)
    reader.append(Array((framing == .line ? "\n1\n" : FramingCorpus.frame("1")).utf8).span)
    guard case .message(let range) = reader.next() else {
      Issue.record("the next message is lost")
      return
    }
    #expect(reader.read(range) { $0[0] } == UInt8(ascii: "1"))
  }

  @Test func aLongMessageComesWhole() {
    let text = String(repeating: "0123456789", count: 300_000)
    let bytes = Array((text + "\n" + "1\n").utf8)
    #expect(notes(of: [bytes], framing: .line, longest: 1 << 22) == [.message(text), .message("1")])
    let pieces = stride(from: 0, to: bytes.count, by: 50_001).map { Array(bytes[$0..<min($0 + 50_001, bytes.count)]) }
    #expect(notes(of: pieces, framing: .line, longest: 1 << 22) == [.message(text), .message("1")])
  }

  @Test(arguments: [("{}\n", Framing.line), ("A: b\r\n", .header)])
  func theFramingIsToldOnceItIsDecided(_ text: String, _ framing: Framing) {
    var reader = FrameReader(framing: .auto, longest: 100)
    #expect(reader.framing == nil)
    reader.append(Array(text.utf8).span)
    _ = reader.next()
    #expect(reader.framing == framing)
  }
}
