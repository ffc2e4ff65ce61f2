internal import JSONRPC
internal import TestSupport
internal import Testing

@Suite struct SessionOrderTests {
  private func hold(_ id: Int, _ name: String, _ touch: String, _ key: Int = 1, kind: String = "held") -> String {
    request(id, "suspend", #"{"name":"\#(name)","kind":"\#(kind)","touch":"\#(touch)","key":\#(key)}"#)
  }

  private func call(_ id: Int, _ method: String, _ name: String, _ touch: String, _ key: Int = 1) -> String {
    request(id, method, #"{"name":"\#(name)","touch":"\#(touch)","key":\#(key)}"#)
  }

  @Test func aReadSeesTheWriteBeforeIt() {
    let peer = Peer()
    #expect(
      peer.send(hold(1, "a", "write"), call(2, "now", "b", "read"), call(3, "now", "c", "read", 2)) == [
        answer(3, "c", "now")
      ])
    #expect(peer.record == ["begin a", "now c", "finish c ok"])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied"), answer(2, "b", "now")])
  }

  @Test func answersMayOvertakeEachOther() {
    let peer = Peer()
    let frames = peer.send(hold(1, "a", "write", 1), hold(2, "b", "write", 2), call(3, "do", "c", "write", 3))
    #expect(frames == [answer(3, "c", "done")])
    #expect(peer.wake("b") == [answer(2, "b", "satisfied")])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
  }

  @Test func waitingHoldsUpNobody() {
    let peer = Peer()
    #expect(
      peer.send(hold(1, "a", "write", kind: "waiting"), call(2, "do", "b", "write"), call(3, "now", "c", "readAll"))
        == [answer(2, "b", "done"), answer(3, "c", "now")])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
  }

  @Test func aHeavyReadOfAllWaitsForTheWritesBeforeIt() async {
    let (before, record, behind) = await OwnThread.run { [self] in
      let peer = Peer()
      let before = peer.send(hold(1, "a", "write"), call(2, "heavy", "b", "readAll"), call(3, "do", "c", "write", 2))
      return (before, peer.record, peer.wake("a"))
    }
    #expect(before == [])
    #expect(record == ["begin a"])
    #expect(behind == [answer(1, "a", "satisfied"), answer(2, "b", "done"), answer(3, "c", "done")])
  }

  @Test func aHeavyCallMaySuspendAndIsCancelledOrTimesOutLikeAnyOther() async {
    let frames = await OwnThread.run {
      let peer = Peer()
      var frames = [peer.send(request(1, "heavySuspend", #"{"name":"a"}"#))]
      frames.append(peer.wake("a"))
      _ = peer.send(request(2, "heavySuspend", #"{"name":"b","kind":"held"}"#))
      frames.append(peer.send(notification("$/cancelRequest", #"{"id":2}"#)))
      _ = peer.send(request(3, "heavySuspend", #"{"name":"c","seconds":5}"#))
      frames.append(peer.advance(bySeconds: 5))
      return frames
    }
    #expect(frames == [[], [answer(1, "a", "satisfied")], [cancelled(2)], [answer(3, "c", "timedOut")]])
  }

  @Test func heavyCallsBeyondTheirPlacesAreDoneToo() async {
    let frames = await OwnThread.run { [self] in
      let lines = (0..<20).map { call($0, "heavy", "h\($0)", "readAll") }
      return Peer { $0.maxHeavy = 2 }.give(lines.joined(separator: "\n") + "\n")
    }
    #expect(Set(frames) == Set((0..<20).map { answer($0, "h\($0)", "done") }))
    #expect(frames.count == 20)
  }

  @Test func whoWaitsForAnotherCountsAsInWorkUnlessToldOtherwise() {
    for onlyWaits in [false, true] {
      let peer = Peer { $0.blockedCallsOnlyWait = onlyWaits }
      _ = peer.send(hold(1, "a", "write", kind: "working"), call(2, "do", "b", "read"))
      #expect(peer.session.callsInWork == (onlyWaits ? 1 : 2))
      #expect(peer.wake("a") == [answer(1, "a", "satisfied"), answer(2, "b", "done")])
      #expect(peer.session.callsInWork == 0)
    }
  }

  @Test func aCallThatFailsLetsThoseBehindItGoOn() {
    let peer = Peer()
    _ = peer.send(hold(1, "a", "write"), call(2, "do", "b", "read"))
    #expect(peer.send(notification("$/cancelRequest", #"{"id":1}"#)) == [cancelled(1), answer(2, "b", "done")])
  }
}
