internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// The kinds of error and their codes (protocol.md 8).
@Suite struct ErrorCatalogueTests {
  static let codes: [String: Int] = [
    "parse_error": -32700, "invalid_request": -32600, "method_not_found": -32601, "invalid_params": -32602,
    "internal": -32603, "upstream_error": -32000, "not_found": -32001, "already_exists": -32002,
    "device_unavailable": -32003, "unauthorized": -32004, "forbidden": -32005, "rate_limited": -32006,
    "unreachable": -32007, "outcome_unknown": -32008, "unsupported": -32009, "invalid_state": -32010,
    "confirmation_required": -32011, "idempotency_conflict": -32012, "message_too_large": -32013,
    "overloaded": -32014, "read_only": -32015, "rejected": -32016, "in_use": -32017, "invalid_path": -32018,
    "stale_plan": -32019, "cancelled": -32800, "io_error": -32803,
  ]

  @Test func everyKindHasTheCodeOfTheContract() {
    #expect(ErrorKind.allCases.count == ErrorCatalogueTests.codes.count)
    for kind in ErrorKind.allCases { #expect(kind.code == ErrorCatalogueTests.codes[kind.rawValue], "\(kind)") }
    #expect(Set(ErrorKind.allCases.map(\.code)).count == ErrorKind.allCases.count)
  }

  @Test(arguments: ErrorKind.allCases) func everyKindSaysWhatItMeans(_ kind: ErrorKind) {
    #expect(!kind.meaning.isEmpty)
    #expect(GatewayError(kind).message == kind.meaning)
  }

  @Test func anUnknownOutcomeIsNotRetryable() {
    #expect(!ErrorKind.outcomeUnknown.isRetryable)
    #expect(ErrorKind.deviceUnavailable.isRetryable)
    #expect(!ErrorKind.rejected.isRetryable)
  }

  @Test func theDataHasKindAndRetryableAlways() {
    let text = writing { writer in
      writer.beginObject()
      GatewayError(.notFound).writeData(to: &writer)
      writer.endObject()
    }
    #expect(text == #"{"kind":"not_found","retryable":false}"#)
  }

  @Test func theDataHasWhatThereIsToSay() {
    var error = GatewayError(.rejected, "no", hint: "look", path: "/values/0")
    error.position = 3
    error.httpStatus = 422
    error.detail = "upstream's words"
    error.faults = [ParameterFault(path: "Device.X", fault: .notWritable)]
    error.retryAfter = 1.5
    error.operation = "op_1"
    let text = writing { writer in
      writer.beginObject()
      error.writeData(to: &writer)
      writer.endObject()
    }
    #expect(
      text == #"{"kind":"rejected","retryable":false,"hint":"look","path":"/values/0","position":3,"http_status":422,"#
        + #""detail":"upstream's words","faults":[{"path":"Device.X","code":9008,"meaning":"\#(CWMPFault.notWritable.meaning)"}],"#
        + #""retry_after_s":1.5,"operation":"op_1"}"#)
  }

  @Test(arguments: [(9000, "method not supported"), (9005, "invalid parameter name"), (9006, "invalid parameter type")])
  func faultsHaveTheCodesOfCWMP(_ code: Int, _ meaning: String) {
    #expect(CWMPFault(rawValue: code)?.meaning == meaning)
  }

  @Test func aPathErrorTellsWhereInThePathItIs() {
    let error = GatewayError(PathError(7, "an empty component"), pointer: "/paths/2")
    #expect(error.kind == .invalidPath)
    #expect(error.path == "/paths/2")
    #expect(error.position == 7)
  }
}
