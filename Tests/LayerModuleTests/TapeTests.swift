internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing
internal import TransportHost

/// What is recorded is what a replay answers with.
@Suite(.disabled(if: ThreadSanitizer.isWatching)) struct TapeTests {
  private let folder = TemporaryFolder()
  private var tape: String { "\(folder.path)/tape.jsonl" }

  private func recorder(
    _ more: [String] = [],
    _ script: @escaping @Sendable (TransportRequest, Int) async throws(TransportFailure) -> TransportResponse
  ) throws -> LayerBench {
    try LayerBench("record+https://control.example/api/v1", ["tape.file=\(tape)"] + more, upstream: script)
  }

  private func replay() throws -> LayerBench {
    try LayerBench("replay:\(tape)") { (_, _) throws(TransportFailure) in
      throw TransportFailure(mayHaveArrived: true, .other, "a replay has nothing below")
    }
  }

  @Test func answersAreReplayedAsTheyWere() async throws {
    let bodies: [[UInt8]] = [
      Array(
        #"{"id":7,"name":"röuter \"a\"","lat":"-11.99","n":1.5,"big":9223372036854775807,"list":[null,true]}"#.utf8),
      Array("not JSON, but text\nof two lines".utf8), [0, 0xFF, 0x10], [], Array("null".utf8),
      Array(#"{"a":1,"a":2}"#.utf8),
      Array((String(repeating: "[", count: 300) + String(repeating: "]", count: 300)).utf8),
    ]
    let bench = try recorder { (_, number) throws(TransportFailure) in
      TransportResponse(
        status: 199 + number,
        headers: [HeaderField("Content-Type", "text/x-\(number)"), HeaderField("Date", "today")],
        body: bodies[number - 1])
    }
    for index in bodies.indices { _ = try await bench.get("/x/\(index)/?limit=20") }
    bench.close()
    let again = try replay()
    for (index, body) in bodies.enumerated() {
      let answer = try await again.get("/x/\(index)/?limit=20")
      #expect(answer.status == 200 + index)
      #expect(answer.body == body)
      #expect(answer.headers == [HeaderField("Content-Type", "text/x-\(index + 1)")])
    }
    again.close()
    #expect(again.logged(.warning).isEmpty)
  }

  @Test func failuresAreReplayedAsTheyWere() async throws {
    var partial = TransportFailure(mayHaveArrived: true, .closed, "ended early")
    partial.status = 200
    partial.body = Array(#"{"id":"#.utf8)
    let failures = [
      partial, TransportFailure(mayHaveArrived: false, .connect, "nobody there"),
      TransportFailure(mayHaveArrived: true, .timedOut, "too late"),
    ]
    let bench = try recorder { (_, number) throws(TransportFailure) in throw failures[number - 1] }
    for _ in failures { _ = await bench.failure(of: TransportRequest(.get, "/x/")) }
    bench.close()
    let again = try replay()
    for failure in failures { #expect(await again.failure(of: TransportRequest(.get, "/x/")) == failure) }
  }

  @Test func equalRequestsGetTheirAnswersInOrder() async throws {
    let bench = try recorder { (_, number) throws(TransportFailure) in .json("{\"n\":\(number)}") }
    for target in ["/a/", "/b/", "/a/", "/a/"] { _ = try await bench.get(target) }
    bench.close()
    let again = try replay()
    var got: [String] = []
    for target in ["/a/", "/a/", "/b/", "/a/"] { got.append(try await again.get(target).text) }
    #expect(got == [#"{"n":1}"#, #"{"n":3}"#, #"{"n":2}"#, #"{"n":4}"#])
    let failure = try #require(await again.failure(of: TransportRequest(.get, "/a/")))
    #expect(!failure.mayHaveArrived)
    #expect(failure.reason == .refused)
    #expect(failure.message.contains("GET /a/") && failure.message.contains("time 4"))
    #expect(failure.message.contains("recorded 3 times"))
  }

  @Test func requestsThatOvertakeEachOtherKeepTheOrderInWhichTheyWereMade() async throws {
    let first = Gate()
    let bench = try recorder { (_, number) throws(TransportFailure) in
      if number == 1 { await first.wait() }
      return .json("{\"n\":\(number)}")
    }
    async let slow = bench.get("/a/")
    while bench.upstream.received.isEmpty { await Task.yield() }
    _ = try await bench.get("/a/")
    first.open()
    _ = try await slow
    bench.close()
    // The second was answered, and so written, before the first.
    #expect(try folder.lines(of: "tape.jsonl").dropFirst().prefix(2).map { try lookUp("/n", in: $0) } == ["2", "1"])
    let again = try replay()
    #expect(try await again.get("/a/").text == #"{"n":1}"#)
    #expect(try await again.get("/a/").text == #"{"n":2}"#)
  }

  @Test func membersOfABodyMayComeInAnyOrder() async throws {
    let bench = try recorder { (_, _) throws(TransportFailure) in .json("{}", status: 201) }
    _ = try await bench.send(.post, "/x/", #"{"a":1,"b":{"c":[1,2],"d":null}}"#)
    bench.close()
    let again = try replay()
    #expect(try await again.send(.post, "/x/", #"{ "b":{"d":null,"c":[1,2]}, "a":1 }"#).status == 201)
    var other = TransportRequest(.post, "/x/")
    other.body = Array(#"{"a":1,"b":{"c":[2,1],"d":null}}"#.utf8)
    let failure = try #require(await again.failure(of: other))
    #expect(failure.message.contains("with another body") && failure.message.contains("line 2"))
  }

  @Test func theNearestRequestIsNamed() async throws {
    let bench = try recorder { (_, _) throws(TransportFailure) in .json("{}") }
    for target in ["/inventory_type/", "/inventory_device/17/?pending=true", "/inventory_device/?limit=20"] {
      _ = try await bench.get(target)
    }
    _ = try await bench.send(.delete, "/inventory_device/18/", "")
    bench.close()
    let again = try replay()
    let failure = try #require(await again.failure(of: TransportRequest(.get, "/inventory_device/18/?pending=true")))
    #expect(!failure.mayHaveArrived)
    #expect(failure.message.contains("no answer for GET /inventory_device/18/?pending=true"))
    #expect(failure.message.contains("is GET /inventory_device/17/?pending=true, request 2 of the tape, line 3"))
  }

  @Test func whatWasNotUsedIsTold() async throws {
    let bench = try recorder { (_, _) throws(TransportFailure) in .json("{}") }
    for index in 1...8 { _ = try await bench.get("/x/\(index)/") }
    bench.close()
    let again = try replay()
    _ = try await again.get("/x/2/")
    again.close()
    let warning = try #require(again.logged(.warning).first)
    #expect(warning.contains("7 recorded answers were not used: GET /x/1/ (time 1, line 2), GET /x/3/"))
    #expect(warning.contains("and 2 more"))
  }

  @Test(arguments: [1, 2, 3]) func whateverABodyHoldsIsRecordedAndFoundAgain(_ seed: UInt64) async throws {
    var numbers = SeededNumbers(seed: seed)
    let bodies = (0..<150).map { _ in RandomBody.make(&numbers) }
    let bench = try recorder { (_, number) throws(TransportFailure) in
      TransportResponse(status: 200, body: bodies[bodies.count - number])
    }
    for body in bodies { _ = try await bench.send(body) }
    bench.close()
    let again = try replay()
    for body in bodies { #expect(try await again.send(body).status == 200) }
    again.close()
    #expect(again.logged(.warning).isEmpty)
  }

  @Test func aSessionBehindChaosIsRecordedWithItsFaults() async throws {
    let bench = try LayerBench(
      "record+chaos+https://control.example", ["tape.file=\(tape)", "chaos.rate=1", "chaos.kinds=reset_after,garbage"])
    var outcomes: [String] = []
    for _ in 0..<12 { outcomes.append(await Self.outcome(bench)) }
    bench.close()
    let again = try replay()
    for outcome in outcomes { #expect(await Self.outcome(again) == outcome) }
  }

  @Test func manyAtOnceAreAllOnTheTape() async throws {
    let bench = try LayerBench(
      "record+chaos+https://control.example",
      ["tape.file=\(tape)", "chaos.rate=0.7", "chaos.latency_ms=0-5", "chaos.max_in_a_row=1000"]
    ) { (request, _) throws(TransportFailure) in .json("{\"target\":\"\(request.target)\"}") }
    let targets = (0..<400).map { "/x/\($0 % 10)/" }
    let outcomes = await withTaskGroup(of: String.self) { group in
      for target in targets { group.addTask { await Self.outcome(bench, target) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    bench.close()
    #expect(bench.logged(.error).isEmpty)
    #expect(try lookUp("/end/exchanges", in: #require(folder.lines(of: "tape.jsonl").last)) == "400")
    let again = try replay()
    var replayed: [String] = []
    for target in targets { replayed.append(await Self.outcome(again, target)) }
    again.close()
    #expect(replayed.sorted() == outcomes.sorted())
    #expect(again.logged(.warning).isEmpty)
  }

  private static func outcome(_ bench: LayerBench, _ target: String = "/x/") async -> String {
    do throws(TransportFailure) {
      let answer = try await bench.get(target)
      return "\(answer.status) \(answer.body)"
    } catch {
      return "\(error)"
    }
  }
}
