internal import JSONRPC
internal import Testing

@Suite struct CancelTests {
  private let peer = Peer()

  private func cancel(_ id: String) -> String {
    notification("$/cancelRequest", #"{"id":\#(id)}"#)
  }

  @Test(arguments: ["waiting", "held", "working"])
  func aSuspendedRequestStops(_ kind: String) {
    #expect(peer.send(request(1, "suspend", #"{"name":"a","kind":"\#(kind)"}"#)) == [])
    #expect(peer.send(cancel("1")) == [cancelled(1)])
    #expect(peer.record == ["begin a", "stop a", "finish a cancelled"])
  }

  @Test func everyRequestOfThatIDStopsAndEachIsAnswered() {
    _ = peer.send(request(1, "suspend", #"{"name":"a"}"#), request(1, "suspend", #"{"name":"b"}"#))
    _ = peer.send(request(2, "suspend", #"{"name":"c"}"#))
    #expect(peer.send(cancel("1")) == [cancelled(1), cancelled(1)])
    #expect(peer.wake("c") == [answer(2, "c", "satisfied")])
  }

  @Test func idsOfDifferentKindsAreDifferent() {
    _ = peer.send(request(1, "suspend", #"{"name":"a"}"#))
    #expect(peer.send(cancel("\"1\""), cancel("null"), cancel("2")) == [])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
  }

  @Test func idsAreComparedByCodePoint() {
    _ = peer.send(#"{"jsonrpc":"2.0","id":"\u00e9","method":"suspend","params":{"name":"a"}}"#)
    #expect(peer.send(cancel(#""e\u0301""#)) == [])
    #expect(peer.send(cancel("\"é\"")) == [failure("\"é\"", -32800, "cancelled", "cancelled by the client")])
  }

  @Test func aRequestWhoseIDIsNullCanBeCancelled() {
    _ = peer.send(#"{"jsonrpc":"2.0","id":null,"method":"suspend"}"#)
    #expect(peer.send(cancel("null")) == [failure("null", -32800, "cancelled", "cancelled by the client")])
  }

  @Test func aStoredOperationIsNamed() {
    _ = peer.send(request(1, "suspend", #"{"operation":"op_7"}"#))
    #expect(
      peer.send(cancel("1")) == [
        failure("1", -32800, "cancelled", "cancelled by the client", more: #","operation":"op_7""#)
      ])
  }

  @Test func sentAsARequestItIsAnswered() {
    _ = peer.send(request(1, "suspend", #"{"name":"a"}"#))
    let frames = peer.send(request(2, "$/cancelRequest", #"{"id":1}"#))
    #expect(frames.sorted() == [cancelled(1), #"{"jsonrpc":"2.0","id":2,"result":{}}"#].sorted())
  }

  @Test func whatHasEndedIsNotMet() {
    #expect(
      peer.send(request(1, "now"), cancel("1"), request(1, "now")) == [
        answer(1, "now", "now"), answer(1, "now", "now"),
      ])
  }

  @Test func aRequestThatWaitsForAnEarlierOneStopsAtOnce() {
    _ = peer.send(request(1, "suspend", #"{"name":"a","kind":"held","touch":"write","key":1}"#))
    _ = peer.send(request(2, "do", #"{"name":"b","touch":"read","key":1}"#))
    #expect(peer.send(cancel("2")) == [cancelled(2)])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
    #expect(!peer.record.contains("begin b"))
  }

  @Test func aRequestInTheQueueStopsAtOnce() {
    let peer = Peer { $0.maxInFlight = 1 }
    _ = peer.send(request(1, "suspend", #"{"name":"a","kind":"working"}"#))
    #expect(
      peer.send(request(2, "do"), request(2, "do"), request(3, "do"), cancel("2")) == [cancelled(2), cancelled(2)])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied"), answer(3, "do", "done")])
  }

  /// Where calls go step by step, a cancel acts in its place in the stream.
  @Test func stepByStepACancelActsInItsPlace() {
    let peer = Peer { $0.isStepwise = true }
    _ = peer.send(request(1, "suspend", #"{"name":"a","kind":"working"}"#))
    #expect(peer.send(request(2, "do"), cancel("2"), cancel("1")) == [])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied"), answer(2, "do", "done")])
  }

  @Test func stepByStepACancelMeetsNothingBehindIt() {
    let peer = Peer { $0.isStepwise = true }
    _ = peer.send(request(1, "suspend", #"{"name":"a","kind":"working"}"#))
    _ = peer.send(cancel("2"), "[" + request(2, "do") + "]", "[" + cancel("3") + "," + request(3, "do") + "]")
    #expect(
      peer.wake("a") == [
        answer(1, "a", "satisfied"), "[" + answer(2, "do", "done") + "]", "[" + answer(3, "do", "done") + "]",
      ])
  }

  @Test(arguments: [
    ("{}", "/id", #"/id: expected member \"id\", which is missing"#),
    (#"{"id":1.5}"#, "/id", "/id: expected a string, an integer or null, found a real number"),
    ("[1]", "", "expected an object, found an array"),
    (#"{"id":1,"idd":2}"#, "/idd", #"/idd: no member \"idd\" is known here; did you mean \"id\"?"#),
  ])
  func paramsOfACancelAreReadStrictly(_ params: String, _ path: String, _ message: String) {
    _ = peer.send(request(1, "suspend", #"{"name":"a"}"#))
    #expect(
      peer.send(request(2, "$/cancelRequest", params)) == [
        failure("2", -32602, "invalid_params", message, more: #","path":"\#(path)""#)
      ])
    #expect(peer.send(notification("$/cancelRequest", params)) == [])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
  }

  @Test func aCancelWithoutParamsIsAnsweredAsWrong() {
    #expect(
      peer.send(#"{"jsonrpc":"2.0","id":2,"method":"$/cancelRequest"}"#) == [
        failure(
          "2", -32602, "invalid_params", #"/id: expected member \"id\", which is missing"#, more: #","path":"/id""#)
      ])
  }
}
