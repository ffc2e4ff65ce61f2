internal import JSONRPC
internal import Testing

@Suite struct SessionFramingTests {
  @Test func answersToHeadersHaveHeaders() {
    let peer = Peer()
    let body = request(1, "now")
    let bytes = peer.exchange("Content-Length: \(body.utf8.count)\r\n\r\n\(body)X: y\r\n\r\n")
    let first = answer(1, "now", "now")
    let second = failure(
      "null", -32700, "parse_error", "not a message: a header block without one valid Content-Length")
    #expect(
      bytes
        == "Content-Length: \(first.utf8.count)\r\n\r\n\(first)Content-Length: \(second.utf8.count)\r\n\r\n\(second)")
  }

  @Test func answersToLinesEndWithOneLineEnd() {
    let peer = Peer()
    #expect(
      peer.exchange(request(1, "now") + "\r\n\n" + request(2, "do") + "\n")
        == answer(1, "now", "now") + "\n" + answer(2, "do", "done") + "\n")
  }

  @Test func headersMayBeForced() {
    let peer = Peer { $0.framing = .header }
    #expect(peer.exchange("{}\n\n").hasPrefix("Content-Length: "))
  }

  @Test func linesMayBeForced() {
    let peer = Peer { $0.framing = .line }
    let frames = peer.give("Content-Length: 2\r\n\r\n{}\n")
    #expect(frames.count == 2)
    #expect(frames.first?.contains("parse_error") == true)
    #expect(frames.last?.contains("invalid_request") == true)
  }

  @Test func theConnectionHandsOutTheFramesOfBothFramings() {
    let peer = Peer()
    let body = request(1, "now")
    let text = "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    #expect(peer.give(text + text) == [answer(1, "now", "now"), answer(1, "now", "now")])
  }

  @Test func aMessageThatIsTooLongIsAnsweredAndTheNextIsServed() {
    let peer = Peer { $0.maxMessageBytes = 100 }
    let frames = peer.send(String(repeating: "x", count: 101), request(1, "now"))
    #expect(
      frames == [
        failure(
          "null", -32013, "message_too_large", "a message of more than 100 bytes was dropped",
          more: #","hint":"send less at once, or raise --max-message-bytes""#),
        answer(1, "now", "now"),
      ])
  }

  /// Answers are the same however the bytes of the requests arrive.
  @Test func everySplitOfASessionGivesTheSameAnswers() {
    let text =
      "\u{FEFF}" + request(1, "now") + "\r\n\n[" + request(2, "do") + "," + notification("do") + "]\n{}\n"
      + request(3, "suspend", #"{"seconds":0}"#) + "\n" + "[" + "\n" + request(4, "now")
    let bytes = Array(text.utf8)
    let whole = SessionFramingTests.answers(to: [bytes])
    #expect(whole.count == 6)
    for cut in 0...bytes.count {
      #expect(SessionFramingTests.answers(to: [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
    }
    #expect(SessionFramingTests.answers(to: bytes.map { [$0] }) == whole)
  }

  private static func answers(to pieces: [[UInt8]]) -> [String] {
    let peer = Peer()
    var frames: [String] = []
    for piece in pieces { frames += peer.give(piece) }
    return frames + peer.endInput()
  }
}
