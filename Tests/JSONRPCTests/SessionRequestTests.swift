internal import JSONRPC
internal import TestSupport
internal import Testing

@Suite struct SessionRequestTests {
  private let peer = Peer()

  @Test func aRequestGetsOneAnswer() {
    #expect(peer.send(request(1, "now")) == [answer(1, "now", "now")])
    #expect(peer.send(request(2, "do")) == [answer(2, "do", "done")])
    #expect(peer.settle() == [])
  }

  @Test(arguments: [
    ("1", "1"), ("0", "0"), ("-0", "0"), ("-5", "-5"), ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"), ("null", "null"), (#""a""#, #""a""#), (#""""#, #""""#),
    (#""1""#, #""1""#), (#""\u00e9""#, #""é""#), (#""e\u0301""#, "\"e\u{301}\""), (#""\ud83d\ude00""#, #""😀""#),
    (#""a\"\\\/\n\u0001""#, #""a\"\\/\n\u0001""#),
  ])
  func anIDComesBackAsTheSameValue(_ sent: String, _ told: String) {
    let frames = peer.send(#"{"jsonrpc":"2.0","id":\#(sent),"method":"now"}"#)
    #expect(frames == [#"{"jsonrpc":"2.0","id":\#(told),"result":{"name":"now","end":"now"}}"#])
  }

  @Test(arguments: ["1.0", "1e3", "true", "[1]", "{}"])
  func whatCanBeNoIDIsAnInvalidRequest(_ id: String) {
    let frames = peer.send(#"{"jsonrpc":"2.0","id":\#(id),"method":"now"}"#)
    #expect(frames == [failure("null", -32600, "invalid_request", "an id is a string, an integer or null")])
  }

  @Test func aNotificationGetsNoAnswer() {
    for method in ["now", "do", "fail", "unknown"] { #expect(peer.send(notification(method)) == []) }
    #expect(peer.send(notification("now", "[]")) == [])
    #expect(
      peer.record == ["now now", "finish now ok", "begin do", "finish do ok", "begin fail", "finish fail not_found"])
  }

  @Test func membersBesideTheFourAreIgnored() {
    let frames = peer.send(#"{"x":[1],"id":1,"method":"now","jsonrpc":"2.0","result":{},"params":{}}"#)
    #expect(frames == [answer(1, "now", "now")])
  }

  @Test func anIDMayBeUsedAgain() {
    let frames = peer.send(request(1, "suspend", #"{"name":"a"}"#), request(1, "now"), request(1, "now"))
    #expect(frames == [answer(1, "now", "now"), answer(1, "now", "now")])
    #expect(peer.wake("a") == [answer(1, "a", "satisfied")])
  }

  @Test(arguments: [
    (#"{"id":7,"method":"now"}"#, "7", #"expected \"jsonrpc\":\"2.0\" in every message"#),
    (#"{"jsonrpc":"1.0","id":7,"method":"now"}"#, "7", #"expected \"jsonrpc\":\"2.0\" in every message"#),
    (#"{"jsonrpc":2.0,"id":7,"method":"now"}"#, "7", #"expected \"jsonrpc\":\"2.0\" in every message"#),
    (#"{"jsonrpc":"2.0","id":"x"}"#, "\"x\"", "expected a method name that is a string"),
    (#"{"jsonrpc":"2.0","id":7,"method":7}"#, "7", "expected a method name that is a string"),
    (#"{"jsonrpc":"2.0","method":7}"#, "null", "expected a method name that is a string"),
    ("{}", "null", #"expected \"jsonrpc\":\"2.0\" in every message"#),
    ("7", "null", "a message is an object, found an integer"),
    (#""now""#, "null", "a message is an object, found a string"),
    ("null", "null", "a message is an object, found null"),
    ("[]", "null", "an empty array is no message"),
  ])
  func whatIsNoRequestIsAnsweredUnderItsIDWhenThatIsGood(_ text: String, _ id: String, _ message: String) {
    #expect(peer.send(text) == [failure(id, -32600, "invalid_request", message)])
    #expect(peer.record == [])
  }

  @Test func aParseErrorTellsWhereAndTheSessionGoesOn() {
    let frames = peer.send("{\"a\":1,}", "\u{1}", request(1, "now"))
    #expect(
      frames == [
        failure("null", -32700, "parse_error", "not a message: not valid JSON, at byte 8", more: #","position":8"#),
        failure("null", -32700, "parse_error", "not a message: not valid JSON, at byte 1", more: #","position":1"#),
        answer(1, "now", "now"),
      ])
  }

  @Test func anErrorThatIsThrownIsTheAnswer() {
    #expect(peer.send(request(1, "fail", #"{"name":"x"}"#)) == [failure("1", -32001, "not_found", "no x")])
  }

  @Test func anUnknownMethodIsNamedWithTheNearest() {
    #expect(
      peer.send(request(1, "suspent")) == [
        failure(
          "1", -32601, "method_not_found", #"no method \"suspent\"; did you mean \"suspend\"?"#,
          more: #","hint":"call suspend""#)
      ])
  }

  @Test func aLongMethodNameIsNotRepeatedWhole() throws {
    let frame = try #require(peer.send(request(1, String(repeating: "x", count: 5000))).first)
    #expect(frame.utf8.count < 300)
    #expect(frame.contains("-32601"))
  }

  @Test func aNotificationOfTheServerIsAFrameOfItsOwn() {
    #expect(
      peer.send(request(1, "notify", #"{"name":"n"}"#)) == [
        #"{"jsonrpc":"2.0","method":"told","params":{"name":"n"}}"#, answer(1, "n", "done"),
      ])
  }

  @Test func anUnendedLastLineIsServed() {
    #expect(peer.give(request(1, "now")) == [])
    #expect(peer.endInput() == [answer(1, "now", "now")])
    #expect(peer.isOver)
  }

  @Test func anUnendedLastLineThatIsNoMessageIsOneParseError() throws {
    #expect(peer.give(#"{"jsonrpc":"2.0","id":1"#) == [])
    let frames = peer.endInput()
    #expect(frames.count == 1)
    #expect(try #require(frames.first).contains(#""kind":"parse_error""#))
    #expect(peer.isOver)
  }

  @Test func aHeavyCallRunsElsewhereAndIsAnsweredHere() async {
    let frames = await OwnThread.run { Peer().send(request(1, "heavy")) }
    #expect(frames == [answer(1, "heavy", "done")])
  }
}
