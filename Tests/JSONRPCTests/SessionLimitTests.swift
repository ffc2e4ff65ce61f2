internal import JSONRPC
internal import Testing

@Suite struct SessionLimitTests {
  private func suspend(_ id: Int, _ name: String, _ kind: String, _ more: String = "") -> String {
    request(id, "suspend", #"{"name":"\#(name)","kind":"\#(kind)"\#(more)}"#)
  }

  @Test func noMoreThanTheLimitAreInWork() {
    let peer = Peer { $0.maxInFlight = 2 }
    #expect(peer.send(suspend(1, "a", "working"), suspend(2, "b", "working"), suspend(3, "c", "working")) == [])
    #expect(peer.record == ["begin a", "begin b"])
    #expect(peer.session.callsInWork == 2)
    #expect(peer.session.callsQueued == 1)
    #expect(peer.wake("b") == [answer(2, "b", "satisfied")])
    #expect(peer.record == ["stop b", "finish b ok", "begin c"])
    #expect(peer.session.callsQueued == 0)
  }

  @Test(arguments: ["waiting", "held"])
  func requestsThatOnlyWaitDoNotCount(_ kind: String) {
    let peer = Peer { $0.maxInFlight = 1 }
    #expect(peer.send(suspend(1, "a", kind), suspend(2, "b", kind), request(3, "now")) == [answer(3, "now", "now")])
    #expect(peer.session.callsInWork == 0)
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
  }

  @Test(arguments: ["waiting", "held"])
  func ofThoseThatWaitThereIsABoundOfTheirOwn(_ kind: String) {
    let peer = Peer { $0.maxWaiting = 2 }
    _ = peer.send(suspend(1, "a", kind), suspend(2, "b", kind))
    #expect(
      peer.send(suspend(3, "c", kind)) == [
        failure("3", -32014, "overloaded", "2 requests wait already", retryable: true)
      ])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
    #expect(peer.send(suspend(4, "d", kind)) == [])
    #expect(peer.wake("d") == [answer(4, "d", "satisfied")])
  }

  @Test func aRequestInWorkNeedsNoPlaceAmongThoseThatWait() {
    let peer = Peer { $0.maxWaiting = 0 }
    #expect(peer.send(suspend(1, "a", "working")) == [])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
  }

  @Test func aFullQueueStopsTheReading() {
    let peer = Peer {
      $0.maxInFlight = 1
      $0.maxQueuedBytes = 1000
    }
    _ = peer.send(suspend(1, "a", "working"))
    #expect(peer.session.wantsInput)
    let line = request(2, "do", #"{"name":"\#(String(repeating: "x", count: 400))"}"#)
    _ = peer.send(line)
    #expect(peer.session.wantsInput)
    _ = peer.send(line)
    #expect(!peer.session.wantsInput)
    #expect(peer.wake("a").count == 3)
    #expect(peer.session.wantsInput)
  }

  @Test func theQueueKeepsTheOrderOfTheStream() {
    let peer = Peer { $0.maxInFlight = 1 }
    _ = peer.send(suspend(1, "a", "working"))
    let lines = (2..<30).map { request($0, $0 % 2 == 0 ? "do" : "now", #"{"name":"\#($0)"}"#) } + ["{", "[]"]
    for line in lines { #expect(peer.send(line) == []) }
    let frames = peer.wake("a")
    let expected = (2..<30).map { answer($0, "\($0)", $0 % 2 == 0 ? "done" : "now") }
    #expect(Array(frames.dropFirst().prefix(28)) == expected)
    #expect(frames.dropFirst(29).first?.contains("parse_error") == true)
    #expect(frames.last?.contains("invalid_request") == true)
  }

  @Test func aWaitEndsWhenItsTimeIsUp() {
    let peer = Peer()
    #expect(peer.send(suspend(1, "a", "waiting", #","seconds":5"#)) == [])
    #expect(peer.advance(bySeconds: 4.9) == [])
    #expect(peer.advance(bySeconds: 0.1) == [answer(1, "a", "timedOut")])
    #expect(peer.record == ["begin a", "stop a", "finish a ok"])
  }

  @Test func stepByStepACallStartsOnlyWhenAllBeforeItHaveComeToRest() {
    let peer = Peer { $0.isStepwise = true }
    _ = peer.send(suspend(1, "a", "working"), request(2, "do"), suspend(3, "b", "waiting"), request(4, "now"))
    #expect(peer.record == ["begin a"])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied"), answer(2, "do", "done"), answer(4, "now", "now")])
  }

  @Test func timePassesOnlyWhenNothingElseCanBeDone() {
    let peer = Peer()
    var told: [Bool] = []
    peer.handler.onPassTime = { isQuiet in
      told.append(isQuiet)
      return false
    }
    _ = peer.send(request(1, "now"))
    #expect(told == [false])
    _ = peer.send(suspend(2, "a", "waiting"))
    #expect(told == [false, true])
    _ = peer.send(suspend(3, "b", "working"))
    #expect(told == [false, true, false])
  }
}
