internal import GatewayCore
internal import JSON
internal import Testing

@testable internal import RESTBackend

/// Answers that are not what was asked for: one typed error, and the next request works.
@Suite struct BadAnswerTests {
  static let unreadable = [
    "<html><body>Welcome</body></html>", "", " ", "[]", "[1]", "null", "true", "17", #""text""#, "{", #"{"id":3,"name"#,
    #"{"id":3,}"#, "{}", #"{"id":null,"name":"x"}"#, #"{"id":"three","name":"x"}"#, #"{"id":1.5,"name":"x"}"#,
    #"{"id":{},"name":"x"}"#, #"{"id":99999999999999999999,"name":"x"}"#, "\u{0}", #"{"id":3,"id":4}"#, "NaN",
  ]

  @Test(arguments: unreadable) func aReadThatCannotBeUnderstood(_ body: String) async throws {
    let bench = try RESTBench()
    bench.upstream.answer(times: 4, body)
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(error.kind == .upstreamError)
    #expect(error.httpStatus == 200)
    #expect(error.isRetryable)
    #expect(bench.sent.count == 4)
    #expect(error.detail.map { body.contains($0) } ?? (body.allSatisfy(\.isWhitespace)))
    #expect(try await bench.get(.id(3)).id == 3)
  }

  @Test func anotherDeviceIsNoAnswer() async throws {
    let bench = try RESTBench("serial-shape=A")
    let other = #"{"id":4,"uuid":"u","name":"other","serial_number":"OTHER1"}"#
    for selector in try [DeviceSelector.id(3), bench.name(3), bench.serial(3)] {
      bench.upstream.answer(other)
      #expect(try await refusal { try await bench.get(selector) }.kind == .upstreamError)
      bench.upstream.answer(.get, "/", other)
      #expect(try await refusal { try await bench.update(selector, #"{"description":"a"}"#) }.kind == .upstreamError)
    }
    bench.upstream.answer(.get, "/", other)
    #expect(try await refusal { try await bench.backend.observe(3, .baseline) }.kind == .upstreamError)
    #expect(bench.upstream.requests.allSatisfy { $0.method == .get })
  }

  @Test(arguments: [301, 302, 304, 307, 308]) func redirectsAreNotFollowed(_ status: Int) async throws {
    let bench = try RESTBench()
    let place = [HeaderField("Location", "https://elsewhere.example/api/v1/inventory_device/3/")]
    bench.upstream.answer(times: 2, status: status, headers: place)
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(error.kind == .upstreamError)
    #expect(error.httpStatus == status)
    #expect(error.hint?.contains("--url") == true)
    #expect(try await refusal { try await bench.create(#"{"name":"a","type":1}"#) }.httpStatus == status)
    #expect(bench.sent.count == 2)
    #expect(try await bench.get(.id(3)).id == 3)
  }

  @Test(arguments: [100, 102, 199, 600, 999]) func statusesThatAreNone(_ status: Int) async throws {
    let bench = try RESTBench()
    bench.upstream.answer(times: 4, status: status, "x")
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(error.kind == .upstreamError)
    #expect(error.httpStatus == status)
  }

  @Test func anAnswerThatBreaksOffTellsWhatCame() async throws {
    let bench = try RESTBench()
    try bench.fault(#""action":"cut","times":4"#)
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(error.kind == .upstreamError)
    #expect(error.httpStatus == 200)
    #expect(error.detail?.hasPrefix(#"{"id":3"#) == true)
    #expect((error.detail ?? "").utf8.count <= APIProblem.mostDetail)
  }

  @Test func anAnswerThatIsTooLongIsNotAskedForAgain() async throws {
    let bench = try RESTBench()
    bench.upstream.fail(times: 4, .tooLarge, "the answer is longer than allowed")
    let error = try await refusal { try await bench.get(.id(3)) }
    #expect(error.kind == .upstreamError)
    #expect(error.hint?.contains("--max-response-bytes") == true)
    #expect(!error.isRetryable)
    #expect(bench.sent.count == 1)
  }

  @Test(arguments: [400, 404, 500]) func longWordsAreCut(_ status: Int) async throws {
    let bench = try RESTBench()
    for body in [String(repeating: "ü", count: 50_000), #"{"detail":"\#(String(repeating: "日本", count: 5000))"}"#] {
      bench.upstream.answer(times: status == 500 ? 4 : 1, status: status, body)
      let error = try await refusal { try await bench.create(#"{"name":"a","type":1}"#) }
      let detail = try #require(error.detail)
      #expect(detail.utf8.count <= 2048)
      #expect(detail.utf8.count > 2000)
      #expect(!detail.contains("\u{FFFD}"))
      if status == 500 {
        for _ in 0..<3 { _ = try await refusal { try await bench.create(#"{"name":"a","type":1}"#) } }
      }
    }
  }

  // MARK: Records

  @Test func membersOfAWrongTypeAreKeptAsTheyCame() async throws {
    let bench = try RESTBench()
    bench.upstream.answer(
      #"{"id":3,"name":"x","is_active":"yes","type":[1],"customer_id":7,"status":{},"status_change":"soon","#
        + #""last_connection":12,"pending_settings":["a"],"latitude":1.5,"location":true,"new_member":null}"#)
    let device = try await bench.get(.id(3))
    #expect(device[.name] == .text("x"))
    #expect(device[.status] == .status(.unknown))
    #expect(device[.latitude] == .text("1.5"))
    guard case .object(let extra) = device[.extra] else { throw GatewayError(.internal, "nothing was kept") }
    for member in [
      #""is_active":"yes""#, #""type":[1]"#, #""customer_id":7"#, #""status_change":"soon""#, #""last_connection":12"#,
      #""pending_settings":["a"]"#, #""location":true"#, #""new_member":null"#,
    ] { #expect(extra.string.contains(member)) }
    for field in [DeviceField.isActive, .type, .customerID, .statusChange, .lastConnection, .location] {
      #expect(device[field] == nil, "\(field.name)")
    }
  }

  // MARK: Lists

  @Test(arguments: [
    "", "<html></html>", "17", #"{"results":{}}"#, #"{"results":[1]}"#, #"{"results":[{}]}"#, #"{"count":60}"#, "[[]]",
  ]) func aListThatIsNone(_ body: String) async throws {
    let bench = try RESTBench()
    bench.upstream.answer(times: 4, body)
    let error = try await refusal { try await bench.list() }
    #expect(error.kind == .upstreamError)
    #expect(error.httpStatus == 200)
    #expect(try await bench.list().devices.count == 60)
  }

  @Test(arguments: [#"{"results":[]}"#, "[]", #"{"count":0,"next":null,"previous":null,"results":[]}"#])
  func anEmptyListIsEmpty(_ body: String) async throws {
    let bench = try RESTBench()
    bench.upstream.answer(body)
    #expect(try await bench.list().devices.isEmpty)
    #expect(bench.sent.count == 1)
  }

  @Test func aListThatNeverEndsIsNotReadForEver() async throws {
    let bench = try RESTBench()
    bench.upstream.answer(
      nil, times: 1000, #"{"count":500,"next":"https://x/?offset=1","previous":null,"results":[{"id":1,"name":"a"}]}"#)
    let error = try await refusal { try await bench.list { $0.limit = 1000 } }
    #expect(error.kind == .upstreamError)
    #expect(bench.sent.count < 10)
  }

  // MARK: Writes

  @Test(arguments: [(204, ""), (200, ""), (200, "<html></html>"), (202, "[]"), (200, #"{"id":9,"name":"other"}"#)])
  func aWriteWhoseAnswerTellsNothingIsReadBack(_ status: Int, _ body: String) async throws {
    let bench = try RESTBench()
    bench.upstream.script(.patch) { _ in
      .afterwards { _ in .answer(TransportResponse(status: status, body: Array(body.utf8))) }
    }
    let update = try await bench.update(.id(3), #"{"description":"roof"}"#)
    #expect(update.device.id == 3)
    #expect(update.device[.description] == .text("roof"))
    #expect(bench.upstream.requests.map(\.method) == [.get, .patch, .get])
  }

  @Test func aWriteThatCannotBeReadBackIsUnknown() async throws {
    let bench = try RESTBench("id-write-answer=empty")
    bench.upstream.script(.patch) { _ in
      .afterwards { response in
        bench.upstream.answer(.get, times: 4, status: 500)
        return .answer(response)
      }
    }
    let error = try await refusal { try await bench.update(.id(3), #"{"description":"roof"}"#) }
    #expect(error.kind == .outcomeUnknown)
    #expect(!error.isRetryable)
    #expect(error.httpStatus == 500)
  }

  @Test(arguments: [(204, ""), (201, "<html></html>"), (201, #"{"name":"new"}"#)])
  func aCreateWhoseAnswerTellsNoIDIsLookedUp(_ status: Int, _ body: String) async throws {
    let bench = try RESTBench()
    bench.upstream.script(.post) { _ in
      .afterwards { _ in .answer(TransportResponse(status: status, body: Array(body.utf8))) }
    }
    let made = try await bench.create(#"{"name":"new","type":1}"#)
    #expect(made.id == 61)
    #expect(bench.sent == ["POST /inventory_device/", "GET /inventory_device_name/new/"])
  }

  @Test func aCreateThatNobodyCanFindIsUnknown() async throws {
    let bench = try RESTBench()
    bench.upstream.answer(.post, status: 201)
    let error = try await refusal { try await bench.create(#"{"name":"new","type":1}"#) }
    #expect(error.kind == .outcomeUnknown)
    #expect(error.httpStatus == 201)
  }
}
