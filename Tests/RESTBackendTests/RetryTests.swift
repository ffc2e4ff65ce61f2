internal import ControlServer
internal import GatewayCore
internal import Simulator
internal import Testing

@testable internal import RESTBackend

/// protocol.md 8: how often what is asked again, and what is made of it in the end.
@Suite struct RetryTests {
  private static let failures = [
    #""status":408"#, #""status":409"#, #""status":429"#, #""status":500"#, #""status":502"#, #""status":503"#,
    #""status":504"#, #""action":"close""#, #""action":"hang""#, #""action":"cut""#,
  ]

  // MARK: Reads

  @Test(arguments: failures) func aReadIsTriedFourTimes(_ failure: String) async throws {
    let bench = try RESTBench()
    try bench.fault(#"\#(failure),"times":3"#)
    try await bench.get(.id(3))
    #expect(bench.sent.count == 4)
    try bench.fault(#"\#(failure),"times":9"#)
    let begin = bench.now
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(bench.sent.count == 8)
    #expect(error.isRetryable)
    #expect(error.kind != .outcomeUnknown)
    // Seconds 1, 2 and 4 lie between them.
    #expect(bench.now.seconds(since: begin) == 7)
  }

  @Test(arguments: [400, 401, 403, 404, 405, 410, 415, 422, 451])
  func aRefusedReadIsNotTriedAgain(_ status: Int) async throws {
    let bench = try RESTBench()
    try bench.fault(#""status":\#(status),"times":9"#)
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(bench.sent.count == 1)
    #expect(!error.isRetryable)
    #expect(error.httpStatus == status)
  }

  @Test func retriesEndWithinAMinute() async throws {
    let bench = try RESTBench()
    // Each try takes as long as a request may.
    bench.upstream.script(times: 9) { _ in
      bench.wait(30)
      return .failure(TransportFailure(mayHaveArrived: true, .timedOut, "no answer came in time"))
    }
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(error.kind == .upstreamError)
    #expect(bench.sent.count == 2)
  }

  @Test(arguments: [(10, 4), (11, 1), (3600, 1)]) func longPausesAreToldAndNotMade(_ pause: Int, _ tries: Int)
    async throws
  {
    let bench = try RESTBench()
    try bench.fault(#""status":429,"retry_after":\#(pause),"times":9"#)
    let begin = bench.now
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(error.kind == .rateLimited)
    #expect(error.retryAfter == Double(pause))
    #expect(error.isRetryable)
    #expect(bench.sent.count == tries)
    #expect(bench.now.seconds(since: begin) == Double(pause * (tries - 1)))
  }

  @Test func aPauseMayBeADate() async throws {
    let bench = try RESTBench()
    bench.upstream.answer(
      status: 503, headers: [HeaderField("retry-after", "Tue, 01 Jan 2030 01:00:00 GMT")], "busy")
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(error.retryAfter == Timestamp("2030-01-01T01:00:00Z")?.seconds(since: bench.now))
    #expect(bench.sent.count == 1)
  }

  @Test func whatWasNotSentIsToldAtOnce() async throws {
    let bench = try RESTBench()
    bench.upstream.fail(hasArrived: false, .connect, "connection refused")
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(error.kind == .unreachable)
    #expect(error.isRetryable)
    #expect(bench.sent.count == 1)
  }

  // MARK: The token

  @Test func aRefusedTokenIsReadAgainByTheNextRequest() async throws {
    let file = TokenFile("old-token")
    let bench = try RESTBench(token: file.token)
    #expect(try await refusal { try await bench.get(.id(3)) }.kind == .unauthorized)
    #expect(bench.sent.count == 1)
    file.write("control-sim")
    try await bench.get(.id(3))
    try await bench.get(.id(3))
    #expect(bench.sent.count == 3)
    #expect(file.readings == 2)
  }

  @Test func withoutATokenNothingIsSent() async throws {
    let bench = try RESTBench(token: AccessToken { () throws(GatewayError) in nil })
    #expect(try await refusal { try await bench.get(.id(3)) }.kind == .unauthorized)
    #expect(try await refusal { try await bench.create(#"{"name":"new","type":1}"#) }.kind == .unauthorized)
    #expect(bench.sent.isEmpty)
  }

  // MARK: Writes

  @Test(arguments: failures.filter { $0 != #""status":409"# }, [true, false])
  func aSafeWriteIsRepeated(_ failure: String, _ acted: Bool) async throws {
    let bench = try RESTBench()
    try bench.fault(#""method":"PATCH",\#(failure),"acted":\#(acted)"#)
    let update = try await bench.update(.id(3), #"{"description":"roof"}"#)
    #expect(update.device[.description] == .text("roof"))
    #expect(bench.count("PATCH", "/inventory_device/{id}/") == 2)
  }

  @Test(arguments: [true, false]) func aWriteThatStaysOpenIsSettledByReading(_ acted: Bool) async throws {
    let bench = try RESTBench()
    try bench.fault(#""method":"PATCH","action":"close","times":9,"acted":\#(acted)"#)
    if acted {
      let update = try await bench.update(.id(3), #"{"description":"roof"}"#)
      #expect(update.changed.map { "\($0)" } == ["description"])
    } else {
      let error = try await refusal { try await bench.update(.id(3), #"{"description":"roof"}"#) }
      #expect(error.kind == .outcomeUnknown)
      #expect(!error.isRetryable)
      #expect(error.hint != nil)
    }
    #expect(bench.count("PATCH", "/inventory_device/{id}/") == 4)
  }

  /// A password cannot be read back, so nothing else may stand for it.
  @Test func aPasswordThatMayNotHaveArrivedIsNotCalledWritten() async throws {
    let bench = try RESTBench()
    try await bench.update(.id(3), #"{"description":"roof"}"#)
    try bench.fault(#""method":"PATCH","action":"close","times":9"#)
    let error = try await refusal {
      try await bench.update(.id(3), #"{"description":"roof","password":"s3cret-word"}"#)
    }
    #expect(error.kind == .outcomeUnknown)
  }

  /// The last try may be refused for certain, and the first have done it all the same.
  @Test(arguments: [400, 401, 403, 409]) func aLaterRefusalSettlesNothing(_ status: Int) async throws {
    let bench = try RESTBench()
    try bench.fault(#""method":"PATCH","action":"close""#)
    try bench.fault(#""method":"PATCH","status":\#(status)"#)
    let error = try await refusal { try await bench.update(.id(3), #"{"description":"roof"}"#) }
    #expect(error.kind == .outcomeUnknown)
    #expect(bench.count("PATCH", "/inventory_device/{id}/") == 2)
  }

  @Test func aRenameWhoseAnswerWasLostIsFoundByReading() async throws {
    let bench = try RESTBench()
    try bench.fault(#""method":"PATCH","action":"close","acted":true"#)
    let update = try await bench.update(bench.name(3), #"{"name":"renamed"}"#)
    #expect(update.changed.map { "\($0)" } == ["name"])
    #expect(update.device[.name] == .text("renamed"))
    let name = "/inventory_device_name/{name}/"
    #expect(bench.count("PATCH", name) == 2)
    #expect(bench.upstream.requests.map(\.method) == [.get, .patch, .patch, .get])
    #expect(bench.sent.last == "GET /inventory_device/3/")
  }

  @Test func aDeviceThatIsGoneIsNotFound() async throws {
    let bench = try RESTBench()
    let name = try bench.name(3)
    bench.upstream.script(.patch) { _ in
      .afterwards { _ in .answer(TransportResponse(status: 404)) }
    }
    bench.upstream.answer(.get, "/inventory_device/3/", status: 404)
    #expect(try await refusal { try await bench.update(name, #"{"description":"roof"}"#) }.kind == .notFound)
  }

  @Test(arguments: failures) func aCreateIsSentOnce(_ failure: String) async throws {
    let bench = try RESTBench()
    try bench.fault(#""method":"POST",\#(failure),"times":9"#)
    let error = try await refusal { try await bench.create(#"{"name":"new","type":1}"#) }
    #expect(bench.count("POST", "/inventory_device/") == 1)
    #expect(!error.isRetryable || error.kind == .rateLimited)
    let certain = failure.contains("409") || failure.contains("429")
    #expect((error.kind == .outcomeUnknown) == !certain)
  }

  // MARK: Operations

  private static let orders: [(OperationKinds, String, String)] = [
    (OperationKinds(.reboot), "PUT", "/inventory_device_name_operation/{name}/"),
    (OperationKinds(.factory), "PUT", "/inventory_device_name_operation/{name}/"),
    (OperationKinds(.sync), "PUT", "/inventory_device_name_operation/{name}/"),
    (OperationKinds(several: [.reboot, .sync]), "PATCH", "/inventory_device/{id}/"),
    (OperationKinds(.set), "POST", "/inventory_device_serial_headless_operation/"),
    (OperationKinds(.addObject), "POST", "/inventory_device_serial_headless_operation/"),
  ]

  @Test(arguments: orders, failures)
  func anOperationIsSentOnce(_ order: (OperationKinds, String, String), _ failure: String) async throws {
    let bench = try RESTBench()
    try bench.fault(#""method":"\#(order.1)","template":"\#(order.2)",\#(failure),"times":9"#)
    let variables = order.0.isHeadless ? [Variable(path: "Device.NAT.PortMapping.", value: "1", type: .string)] : []
    let error = try await refusal { try await bench.send(order.0, on: 3, variables: variables) }
    #expect(bench.count(order.1, order.2) == 1)
    let expected: ErrorKind =
      failure.contains("409")
      ? .deviceUnavailable
      : failure.contains("429") || failure.contains("503") ? .rateLimited : .outcomeUnknown
    #expect(error.kind == expected)
  }

  @Test func aRenamedDeviceIsAskedOnceMoreUnderItsNameOfNow() async throws {
    let bench = try RESTBench()
    let order = try bench.order(OperationKinds(.sync), on: 3)
    try bench.change(3, .name, .text("renamed"))
    _ = try await bench.backend.send(order)
    #expect(bench.upstream.requests.map(\.method) == [.put, .get, .put])
    #expect(bench.sent.last == "PUT /inventory_device_name_operation/renamed/")
    try bench.server.simulation.delete(.id(3))
    #expect(try await refusal { try await bench.backend.send(order) }.kind == .notFound)
  }
}
