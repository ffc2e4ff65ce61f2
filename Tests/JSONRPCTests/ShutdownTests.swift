internal import JSONRPC
internal import Testing

@Suite struct ShutdownTests {
  private let peer = Peer { $0.drainSeconds = 30 }

  private func suspend(_ id: Int, _ name: String, _ kind: String, _ more: String = "") -> String {
    request(id, "suspend", #"{"name":"\#(name)","kind":"\#(kind)"\#(more)}"#)
  }

  @Test func aShutdownAnswersWaitsAtOnceAndFinishesWork() {
    _ = peer.send(suspend(1, "a", "waiting", #","seconds":10"#), suspend(2, "b", "working"))
    let frames = peer.send(request(3, "end"))
    #expect(Set(frames) == [answer(1, "a", "ending"), answer(3, "end", "done")])
    #expect(peer.handler.ends == 1)
    #expect(peer.wake("b") == [answer(2, "b", "satisfied")])
    #expect(peer.isOver)
  }

  @Test func waitsThatBeginAfterAShutdownAreAnsweredAtOnce() {
    let peer = Peer { $0.maxInFlight = 1 }
    _ = peer.send(suspend(1, "a", "working"), suspend(2, "b", "waiting"))
    peer.session.shutDown()
    #expect(peer.wake("a") == [answer(1, "a", "satisfied"), answer(2, "b", "ending")])
    #expect(peer.isOver)
  }

  @Test(arguments: [false, true])
  func whatStandsBehindAShutdownCountsAsNotRead(_ isStepwise: Bool) {
    let peer = Peer { $0.isStepwise = isStepwise }
    #expect(
      peer.send(request(1, "now"), request(2, "end"), request(3, "now"), "{") == [
        answer(1, "now", "now"), answer(2, "end", "done"),
      ])
    #expect(peer.isOver)
  }

  @Test(arguments: [false, true])
  func soItDoesWhenTheShutdownHadToWaitInTheQueue(_ isStepwise: Bool) {
    let peer = Peer {
      $0.isStepwise = isStepwise
      $0.maxInFlight = 1
    }
    _ = peer.send(suspend(1, "a", "working"))
    #expect(peer.send(request(2, "now"), request(3, "end"), request(4, "now"), "{") == [])
    #expect(peer.send(request(5, "now")) == [])
    #expect(
      peer.wake("a") == [answer(1, "a", "satisfied"), answer(2, "now", "now"), answer(3, "end", "done")])
    #expect(peer.isOver)
  }

  @Test func aShutdownInAnArrayStopsWhatStandsBehindTheArray() {
    let peer = Peer { $0.maxInFlight = 1 }
    _ = peer.send(suspend(1, "a", "working"))
    _ = peer.send("[" + request(2, "end") + "," + request(3, "now") + "]", request(4, "now"))
    #expect(
      peer.wake("a") == [
        answer(1, "a", "satisfied"), "[" + answer(2, "end", "done") + "," + answer(3, "now", "now") + "]",
      ])
    #expect(peer.isOver)
  }

  @Test func aShutdownFromOutsideLeavesHalfAMessageUnread() {
    #expect(peer.give(request(1, "now")) == [])
    peer.session.shutDown()
    #expect(peer.settle() == [])
    #expect(peer.isOver)
  }

  @Test func aSecondShutdownFromOutsideEndsTheDrain() {
    _ = peer.send(suspend(1, "a", "working"))
    peer.session.shutDown()
    #expect(peer.settle() == [])
    peer.session.shutDown()
    #expect(peer.settle() == [failure("1", -32800, "cancelled", "the session ended before this was done")])
    #expect(peer.isOver)
  }
}
