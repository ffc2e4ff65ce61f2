internal import Testing

@testable internal import JSONRPC

/// What a reader that is behind does to a session (protocol.md 4): here the test takes the bytes, when it wants to.
@Suite struct OutputPressureTests {
  private let peer = Peer { $0.maxQueuedBytes = 10_000 }

  private func give(_ lines: String...) {
    peer.session.input.append(Array(lines.map { $0 + "\n" }.joined().utf8).span)
    peer.session.didReceive()
    turn()
  }

  /// Turns until only the reader can help.
  private func turn() {
    repeat {
      peer.session.turn()
      peer.session.didFlush()
    } while peer.session.hasMoreToDo
  }

  private func take(_ count: Int) {
    peer.session.didSend(count)
    turn()
  }

  private var big: String { #"{"size":6000}"# }

  @Test func readingStopsWhenTooManyBytesLieUnread() {
    give(request(1, "big", big))
    #expect(peer.session.wantsInput)
    give(request(2, "big", big))
    #expect(peer.session.output.pendingBytes > 12_000)
    #expect(!peer.session.wantsInput)
    take(5000)
    #expect(peer.session.wantsInput)
  }

  @Test func requestsAlreadyReadAreNotStartedMeanwhile() {
    give(request(1, "big", big), request(2, "big", big), request(3, "do", #"{"name":"c"}"#))
    #expect(peer.record == ["begin big", "finish big ok", "begin big", "finish big ok"])
    take(12_000)
    #expect(peer.record == ["begin c", "finish c ok"])
  }

  @Test func thoseInWorkHoldTheirAnswersBackOrWereDone() {
    give(request(1, "suspend", #"{"name":"a","kind":"held","touch":"write","key":1}"#))
    give(request(2, "do", #"{"name":"b","touch":"read","key":1}"#), request(3, "big", big), request(4, "big", big))
    _ = peer.record
    peer.handler.record.wake("a")
    turn()
    // The call that "a" held up is not started while nobody reads.
    #expect(!peer.record.contains("begin b"))
    take(peer.session.output.pendingBytes)
    #expect(peer.record.contains("begin b"))
  }

  @Test func theReaderIsBehindFromAQuarterOn() {
    give(request(1, "big", #"{"size":2000}"#))
    #expect(!peer.session.readerIsBehind)
    give(request(2, "big", #"{"size":1000}"#))
    #expect(peer.session.readerIsBehind)
  }

  @Test func whoWaitsForRoomIsToldOnceWhenAllIsWritten() {
    var told = 0
    give(request(1, "big", big))
    peer.session.onceDrained { told += 1 }
    take(1000)
    #expect(told == 0)
    take(peer.session.output.pendingBytes)
    #expect(told == 1)
    give(request(2, "now"))
    take(peer.session.output.pendingBytes)
    #expect(told == 1)
  }

  @Test func aSessionIsNotOverBeforeItsLastByteIsTaken() {
    give(request(1, "now"))
    peer.session.endOfInput()
    turn()
    #expect(!peer.isOver)
    take(peer.session.output.pendingBytes - 1)
    #expect(!peer.isOver)
    take(1)
    #expect(peer.isOver)
  }

  @Test func bytesAreHandedOutInOrderWhateverTheSizeOfThePieces() {
    var expected = ""
    for number in 0..<40 {
      give(request(number, "now"))
      expected += answer(number, "now", "now") + "\n"
    }
    var taken: [UInt8] = []
    while peer.session.output.pendingBytes > 0 {
      let size = min(taken.count % 97 + 1, peer.session.output.pendingBytes)
      taken += peer.session.output.pendingCopy.prefix(size)
      peer.session.didSend(size)
    }
    #expect(String(decoding: taken, as: UTF8.self) == expected)
  }

  @Test func nothingIsLostWhenALongOutputIsTakenBitByBit() {
    let peer = Peer { $0.maxQueuedBytes = 64 << 20 }
    peer.session.input.append(
      Array((0..<50).map { request($0, "big", #"{"size":100000}"#) + "\n" }.joined().utf8).span)
    peer.session.didReceive()
    repeat {
      peer.session.turn()
      peer.session.didFlush()
    } while peer.session.hasMoreToDo
    var taken: [UInt8] = []
    while peer.session.output.pendingBytes > 0 {
      let piece = peer.session.output.pendingCopy.prefix(70_001)
      taken += piece
      peer.session.didSend(piece.count)
    }
    let lines = taken.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let expected = (0..<50).map { number in
      #"{"jsonrpc":"2.0","id":\#(number),"result":{"filling":""# + String(repeating: "x", count: 100_000)
        + #"","name":"big","end":"done"}}"#
    }
    #expect(lines.map { String(decoding: $0, as: UTF8.self) } == expected + [""])
  }

  @Test(arguments: [false, true])
  func longAnswersAndShortOnesAreWhole(_ hasHeaders: Bool) {
    let peer = Peer { $0.maxQueuedBytes = 64 << 20 }
    let sizes = [5, 20_000, 20_000, 7, 3_000_000, 1, 100_000, 16_000, 17_000, 3_000_000, 0]
    // Alone, and two at a time: the second meets what the first left to be sent.
    for group in sizes.map({ [$0] }) + zip(sizes, sizes.dropFirst()).map({ [$0, $1] }) {
      let texts = group.enumerated().map { number, size in
        let text = request(number, "big", #"{"size":\#(size)}"#)
        return hasHeaders ? "Content-Length: \(text.utf8.count)\r\n\r\n\(text)" : text + "\n"
      }
      let expected = group.enumerated().map { number, size in
        #"{"jsonrpc":"2.0","id":\#(number),"result":{"filling":""# + String(repeating: "x", count: size)
          + #"","name":"big","end":"done"}}"#
      }
      #expect(peer.give(texts.joined()) == expected)
    }
  }
}
