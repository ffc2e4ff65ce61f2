internal import JSON
internal import Testing

@testable internal import JSONRPC

@Suite struct MessageTests {
  @Test func anErrorIsWrittenWithAllItsMembers() {
    let error = RPCError(code: -32001, kind: "not_found", message: "no \"x\"", isRetryable: true) { data in
      data.member("hint")
      data.string("look")
    }
    let text = JSONText { error.write(to: &$0) }
    #expect(
      text.string
        == #"{"code":-32001,"message":"no \"x\"","data":{"kind":"not_found","retryable":true,"hint":"look"}}"#)
  }

  @Test(arguments: [
    (RPCError.parseError("x"), -32700, "parse_error"), (.invalidRequest("x"), -32600, "invalid_request"),
    (.methodNotFound("x", known: []), -32601, "method_not_found"),
    (.invalidParams(JSONReadError("x")), -32602, "invalid_params"),
    (.messageTooLarge(limit: 1), -32013, "message_too_large"), (.overloaded("x"), -32014, "overloaded"),
    (.cancelled("x"), -32800, "cancelled"),
  ])
  func codesAndKindsAreThoseOfTheContract(_ error: RPCError, _ code: Int, _ kind: String) {
    #expect(error.code == code)
    #expect(error.kind == kind)
    #expect(error.data.string.hasPrefix(#"{"kind":"\#(kind)","retryable":\#(kind == "overloaded")"#))
  }

  @Test func wrongParamsTellPathAndHint() {
    let error = RPCError.invalidParams(JSONReadError.unknownMember("zzz", known: ["a", "b"]))
    #expect(
      error.data.string
        == #"{"kind":"invalid_params","retryable":false,"hint":"known here: a, b","path":"/zzz"}"#)
  }

  @Test func anIDIsNullAnIntegerOrAString() throws {
    func id(_ text: String) throws -> RequestID? {
      try JSONDocument(parsing: Array(text.utf8).span).read { RequestID($0) }
    }
    #expect(try id("null") == .null)
    #expect(try id("-0") == .integer(0))
    #expect(try id("\"1\"") == .string(ExactString("1")))
    for text in ["true", "1.0", "[]", "{}"] { #expect(try id(text) == nil) }
  }

  @Test func statisticsCountCallsAndErrors() {
    var statistics = CallStatistics()
    #expect(statistics.percentile(0.5) == 0)
    for _ in 0..<90 { statistics.record(nanoseconds: 1_000_000, failed: false) }
    for _ in 0..<10 { statistics.record(nanoseconds: 2_000_000_000, failed: true) }
    #expect(statistics.count == 100)
    #expect(statistics.errors == 10)
    #expect(statistics.longestNanoseconds == 2_000_000_000)
    #expect((0.001...0.00125).contains(statistics.percentile(0.5)))
    #expect((0.001...0.00125).contains(statistics.percentile(0.9)))
    #expect(statistics.percentile(0.99) == 2)
  }

  @Test(arguments: [0, 1, 4, 5, 1000, 1_234_567, 987_654_321, 1 << 46])
  func aPercentileIsToldWithinAQuarterAndNeverBelow(_ nanoseconds: Int) {
    var statistics = CallStatistics()
    statistics.record(nanoseconds: nanoseconds, failed: false)
    statistics.record(nanoseconds: 1 << 47, failed: false)
    let told = statistics.percentile(0.5) * 1e9
    #expect(told >= Double(nanoseconds) * 0.999)
    #expect(told <= max(5, Double(nanoseconds) * 1.25001))
  }
}
