internal import JSONRPC
internal import Testing

@Suite struct SessionEndTests {
  private let peer = Peer { $0.drainSeconds = 30 }

  private func suspend(_ id: Int, _ name: String, _ kind: String, _ more: String = "") -> String {
    request(id, "suspend", #"{"name":"\#(name)","kind":"\#(kind)"\#(more)}"#)
  }

  private func unfinished(_ id: Int) -> String {
    failure("\(id)", -32800, "cancelled", "the session ended before this was begun")
  }

  private func undone(_ id: Int) -> String {
    failure("\(id)", -32800, "cancelled", "the session ended before this was done")
  }

  @Test func theEndOfTheInputEndsAnIdleSession() {
    #expect(!peer.isOver)
    #expect(peer.endInput() == [])
    #expect(peer.isOver)
    #expect(peer.handler.ends == 0)
  }

  @Test func requestsInFlightAreFinished() {
    _ = peer.send(suspend(1, "a", "working"), suspend(2, "b", "waiting"))
    #expect(peer.endInput() == [])
    #expect(!peer.session.wantsInput)
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
    #expect(!peer.isOver)
    #expect(peer.wake("b") == [answer(2, "b", "satisfied")])
    #expect(peer.isOver)
  }

  @Test func waitsGoOnUpToTheirOwnTime() {
    _ = peer.send(suspend(1, "a", "waiting", #","seconds":10"#))
    _ = peer.endInput()
    #expect(peer.advance(bySeconds: 9) == [])
    #expect(peer.advance(bySeconds: 1) == [answer(1, "a", "timedOut")])
    #expect(peer.isOver)
  }

  @Test func atTheEndOfTheDrainWaitsTellWhatTheySeeAndTheRestIsCancelled() {
    _ = peer.send(suspend(1, "a", "waiting"), suspend(2, "b", "held"))
    _ = peer.send(suspend(3, "c", "working", #","touch":"write","key":1"#))
    _ = peer.send(request(4, "do", #"{"name":"d","touch":"read","key":1}"#))
    _ = peer.endInput()
    #expect(peer.advance(bySeconds: 29.9) == [])
    let frames = peer.advance(bySeconds: 0.1)
    #expect(frames.count == 4)
    #expect(Set(frames) == [answer(1, "a", "ending"), undone(2), undone(3), unfinished(4)])
    #expect(peer.isOver)
    #expect(!peer.record.contains("begin d"))
  }

  @Test func whatIsInTheQueueAtTheEndOfTheDrainIsNotBegun() {
    let peer = Peer { $0.maxInFlight = 1 }
    _ = peer.send(suspend(1, "a", "working"), request(2, "do"), notification("do"))
    _ = peer.endInput()
    #expect(peer.advance(bySeconds: 30) == [undone(1), unfinished(2)])
    #expect(peer.isOver)
    #expect(peer.record.filter { $0.hasPrefix("begin") } == ["begin a"])
  }

  @Test func workOfTheHandlersOwnIsWaitedForUpToTheEndOfTheDrain() {
    peer.handler.hasDueWork = true
    #expect(peer.endInput() == [])
    #expect(!peer.isOver)
    _ = peer.advance(bySeconds: 30)
    #expect(peer.isOver)
  }

  @Test func workOfTheHandlersOwnMayEndBefore() {
    peer.handler.hasDueWork = true
    _ = peer.endInput()
    peer.handler.hasDueWork = false
    _ = peer.settle()
    #expect(peer.isOver)
  }

  @Test func aWriteThatIsRunningAtTheEndOfTheDrainIsNotKnown() {
    let hanging = Peer()
    _ = hanging.send(request(1, "hang", #"{"touch":"write","key":1}"#), request(2, "hang"))
    _ = hanging.endInput()
    let frames = hanging.advance(bySeconds: 30)
    #expect(frames.count == 2)
    // The write is asked to stop, and is answered for when it does not.
    #expect(frames.first == undone(2))
    #expect(frames.last?.contains(#""kind":"outcome_unknown","retryable":false,"hint":"#) == true)
    #expect(hanging.isOver)
    hanging.handler.record.wake("hang")
    #expect(hanging.settle() == [])
  }

  @Test func nobodyIsAnsweredOnceTheReaderIsGone() {
    _ = peer.send(suspend(1, "a", "working"))
    peer.session.abandon()
    #expect(peer.isOver)
    #expect(peer.wake("a") == [])
  }
}
