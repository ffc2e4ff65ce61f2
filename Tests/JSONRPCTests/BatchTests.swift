internal import JSONRPC
internal import Testing

@Suite struct BatchTests {
  private let peer = Peer()

  @Test func anArrayIsAnsweredByOneArray() {
    let frames = peer.send("[" + request(1, "now") + "," + notification("do") + "," + request(2, "do") + ",7]")
    let wrong = failure("null", -32600, "invalid_request", "a message is an object, found an integer")
    #expect(frames == ["[" + answer(1, "now", "now") + "," + answer(2, "do", "done") + "," + wrong + "]"])
  }

  @Test func theArrayIsAnsweredWhenAllOfItIsDone() {
    #expect(peer.send("[" + request(1, "suspend", #"{"name":"a"}"#) + "," + request(2, "now") + "]") == [])
    #expect(peer.send(request(3, "now")) == [answer(3, "now", "now")])
    #expect(peer.wake("a") == ["[" + answer(2, "now", "now") + "," + answer(1, "a", "satisfied") + "]"])
  }

  @Test func anArrayOfNotificationsGetsNothing() {
    #expect(peer.send("[" + notification("now") + "," + notification("do") + "]") == [])
    #expect(peer.record == ["now now", "finish now ok", "begin do", "finish do ok"])
    #expect(peer.endInput() == [])
    #expect(peer.isOver)
  }

  @Test func anArrayInAnArrayIsNoMessage() {
    let wrong = failure("null", -32600, "invalid_request", "a message is an object, found an array")
    #expect(peer.send("[[" + request(1, "now") + "]]") == ["[" + wrong + "]"])
  }

  @Test func anArrayThatIsTooLongIsOneErrorAndNothingIsDone() {
    let peer = Peer { $0.maxBatch = 2 }
    let three = "[" + [1, 2, 3].map { request($0, "now") }.joined(separator: ",") + "]"
    #expect(
      peer.send(three) == [
        failure(
          "null", -32600, "invalid_request",
          "an array of more than 2 messages (--max-batch); nothing of it was begun")
      ])
    #expect(peer.record == [])
    #expect(peer.send("[" + request(1, "now") + "," + request(2, "now") + "]").count == 1)
  }

  @Test func membersStartAsPlacesGetFree() {
    let peer = Peer { $0.maxInFlight = 1 }
    let calls = ["a", "b"].enumerated().map { request($0, "suspend", #"{"name":"\#($1)","kind":"working"}"#) }
    #expect(peer.send("[" + calls.joined(separator: ",") + "]", request(5, "now")) == [])
    #expect(peer.record == ["begin a"])
    #expect(peer.wake("a") == [])
    #expect(peer.record == ["stop a", "finish a ok", "begin b"])
    #expect(
      peer.wake("b") == [
        "[" + answer(0, "a", "satisfied") + "," + answer(1, "b", "satisfied") + "]", answer(5, "now", "now"),
      ])
  }

  @Test func membersAreNotBegunOnceTheAnswersHoldTooMuch() throws {
    let peer = Peer { $0.maxQueuedBytes = 1000 }
    let calls = [request(1, "big", #"{"size":600}"#), request(2, "big", #"{"size":600}"#), request(3, "now")]
    let frame = try #require(peer.send("[" + calls.joined(separator: ",") + "]").first)
    #expect(
      frame.hasSuffix(
        ","
          + failure(
            "3", -32014, "overloaded",
            "the answers of this array hold more than --max-queued-bytes; this member was not begun", retryable: true)
          + "]"))
    #expect(peer.record == ["begin big", "finish big ok", "begin big", "finish big ok"])
  }

  @Test func aCancelMeetsMembersThatAreNotBegun() {
    let peer = Peer { $0.maxInFlight = 1 }
    let calls = [request(1, "suspend", #"{"name":"a","kind":"working"}"#), request(2, "do"), request(3, "do")]
    _ = peer.send("[" + calls.joined(separator: ",") + "]")
    #expect(peer.send(notification("$/cancelRequest", #"{"id":2}"#)) == [])
    #expect(
      peer.wake("a") == ["[" + answer(1, "a", "satisfied") + "," + cancelled(2) + "," + answer(3, "do", "done") + "]"])
  }

  @Test func aCancelMeetsMembersOfAnArrayInTheQueue() {
    let peer = Peer { $0.maxInFlight = 1 }
    _ = peer.send(request(1, "suspend", #"{"name":"a","kind":"working"}"#))
    _ = peer.send("[" + request(2, "do") + "," + request(3, "do") + "]", notification("$/cancelRequest", #"{"id":3}"#))
    #expect(
      peer.wake("a") == [answer(1, "a", "satisfied"), "[" + answer(2, "do", "done") + "," + cancelled(3) + "]"])
  }
}
