internal import GatewayCore
internal import TestSupport
internal import Testing
internal import TransportHost

/// Faults that a seed repeats, and that never lie about what reached upstream.
@Suite(.disabled(if: ThreadSanitizer.isWatching)) struct ChaosTests {
  private static let record = #"{"id":7,"name":"cpe-0007","list":[1,2,3]}"#

  private func bench(
    _ options: String...,
    upstream: @escaping @Sendable (TransportRequest, Int) async throws(TransportFailure) -> TransportResponse = {
      (_, _) throws(TransportFailure) in .json(ChaosTests.record)
    }
  ) throws -> LayerBench {
    try LayerBench("chaos+https://control.example", options.map { "chaos.\($0)" }, upstream: upstream)
  }

  private enum Outcome: Equatable {
    case answered(TransportResponse)
    case failed(TransportFailure)

    static func == (left: Outcome, right: Outcome) -> Bool {
      switch (left, right) {
      case (.answered(let mine), .answered(let theirs)):
        mine.status == theirs.status && mine.headers == theirs.headers && mine.body == theirs.body
      case (.failed(let mine), .failed(let theirs)): mine == theirs
      case (.answered, .failed), (.failed, .answered): false
      }
    }

    /// What upstream said, unchanged.
    var isWhole: Bool {
      guard case .answered(let answer) = self else { return false }
      return answer.status == 200 && answer.text == ChaosTests.record
        && answer.header("Content-Type") == "application/json"
    }
  }

  private func outcome(_ bench: LayerBench, _ request: TransportRequest) async -> Outcome {
    do throws(TransportFailure) {
      return .answered(try await bench.send(request))
    } catch {
      return .failed(error)
    }
  }

  private func outcomes(_ bench: LayerBench, _ targets: [String]) async -> [Outcome] {
    var outcomes: [Outcome] = []
    for target in targets { outcomes.append(await outcome(bench, TransportRequest(.get, target))) }
    return outcomes
  }

  // MARK: The seed

  private static let sequence = (0..<300).map { "/x/\($0 % 7)/" }

  @Test(arguments: [1, 2, 77]) func theSameSeedMakesTheSameFaults(_ seed: Int) async throws {
    let options = ["seed=\(seed)", "rate=0.6", "latency_ms=0"]
    let first = await outcomes(try bench(options[0], options[1], options[2]), Self.sequence)
    #expect(await outcomes(try bench(options[0], options[1], options[2]), Self.sequence) == first)
    let other = await outcomes(try bench("seed=\(seed + 1)", options[1], options[2]), Self.sequence)
    #expect(other != first)
  }

  @Test func requestsThatOvertakeEachOtherMeetTheSameFaults() async throws {
    let inTurn = try bench("seed=5", "rate=0.6", "latency_ms=0")
    let oneByOne = try bench("seed=5", "rate=0.6", "latency_ms=0")
    let targets = ["/a/", "/b/", "/c/"]
    let mixed = await outcomes(inTurn, (0..<60).map { targets[$0 % 3] })
    for (index, target) in targets.enumerated() {
      let mine = await outcomes(oneByOne, Array(repeating: target, count: 20))
      #expect(mine == stride(from: index, to: 60, by: 3).map { mixed[$0] })
    }
  }

  @Test func theRateIsTheShareOfRequestsThatMeetAFault() async throws {
    let targets = (0..<2000).map { "/x/\($0)/" }
    let usual = await outcomes(try bench("kinds=connect"), targets)
    #expect((500...700).contains(usual.count { !$0.isWhole }))
    #expect(await outcomes(try bench("rate=0"), targets).allSatisfy { $0.isWhole })
    #expect(await outcomes(try bench("rate=1", "kinds=connect"), targets).allSatisfy { !$0.isWhole })
  }

  // MARK: Getting through

  @Test func whoeverTriesAgainGetsThrough() async throws {
    let bench = try bench("rate=1", "latency_ms=0")
    for index in 0..<100 {
      let tries = await outcomes(bench, Array(repeating: "/x/\(index)/", count: 3))
      #expect(tries.contains { $0.isWhole })
    }
  }

  @Test func theBoundOfFailuresInARowCanBeSet() async throws {
    let once = await outcomes(try bench("rate=1", "kinds=connect", "max_in_a_row=1"), ["/", "/", "/", "/"])
    #expect(once.map(\.isWhole) == [false, true, false, true])
    let often = await outcomes(
      try bench("rate=1", "kinds=connect", "max_in_a_row=9"), Array(repeating: "/", count: 10))
    #expect(often.map(\.isWhole) == Array(repeating: false, count: 9) + [true])
  }

  // MARK: Kinds

  /// The outcomes of one kind for many requests, and whether each of them reached upstream.
  private func faults(_ kind: String, count: Int = 100) async throws -> [(outcome: Outcome, reached: Bool)] {
    let bench = try bench("rate=1", "kinds=\(kind)", "latency_ms=0", "retry_after_s=7", "max_in_a_row=\(count + 1)")
    var faults: [(Outcome, Bool)] = []
    for _ in 0..<count {
      let before = bench.upstream.received.count
      let outcome = await outcome(bench, TransportRequest(.get, "/x/"))
      faults.append((outcome, bench.upstream.received.count > before))
    }
    return faults
  }

  private func failures(_ faults: [(outcome: Outcome, reached: Bool)]) -> [TransportFailure] {
    faults.compactMap { if case .failed(let failure) = $0.outcome { failure } else { nil } }
  }

  private func answers(_ faults: [(outcome: Outcome, reached: Bool)]) -> [TransportResponse] {
    faults.compactMap { if case .answered(let answer) = $0.outcome { answer } else { nil } }
  }

  @Test(arguments: ["latency", "drip"]) func whatIsLateIsWhole(_ kind: String) async throws {
    let faults = try await faults(kind)
    #expect(faults.allSatisfy { $0.outcome.isWhole && $0.reached })
  }

  @Test func aRefusedConnectionSendsNothing() async throws {
    let faults = try await faults("connect")
    #expect(failures(faults).count == faults.count)
    #expect(failures(faults).allSatisfy { !$0.mayHaveArrived && $0.reason == .connect })
    #expect(faults.allSatisfy { !$0.reached })
  }

  @Test(arguments: [("reset_before", false), ("reset_after", true)])
  func aResetLeavesOpenWhetherUpstreamActed(_ kind: String, _ reaches: Bool) async throws {
    let faults = try await faults(kind)
    #expect(failures(faults).count == faults.count)
    #expect(failures(faults).allSatisfy { $0.mayHaveArrived && $0.reason == .closed })
    #expect(faults.allSatisfy { $0.reached == reaches })
  }

  @Test func aTruncatedAnswerIsTheBeginningOfTheWholeOne() async throws {
    let faults = try await faults("truncated")
    let (answers, failures) = (answers(faults), failures(faults))
    #expect(!answers.isEmpty && !failures.isEmpty)
    for body in answers.map(\.body) + failures.map(\.body) {
      #expect(!body.isEmpty && body.count < Self.record.utf8.count)
      #expect(Self.record.utf8.starts(with: body))
    }
    #expect(failures.allSatisfy { $0.mayHaveArrived && $0.status == 200 })
    #expect(faults.allSatisfy { $0.reached })
  }

  @Test(arguments: ["12", "\"text\"", "", "true", "{"]) func whatWouldPassForAWholeValueIsNoAnswer(_ body: String)
    async throws
  {
    let bench = try bench("rate=1", "kinds=truncated", "max_in_a_row=50") { (_, _) throws(TransportFailure) in
      .json(body)
    }
    for _ in 0..<20 {
      let failure = try #require(await bench.failure(of: TransportRequest(.get, "/x/")))
      #expect(failure.mayHaveArrived)
    }
  }

  @Test func garbageIsNoJSONUnderTheSameStatus() async throws {
    let faults = try await faults("garbage")
    #expect(answers(faults).count == faults.count)
    #expect(answers(faults).allSatisfy { $0.status == 200 && String(validating: $0.body, as: UTF8.self) == nil })
    #expect(Set(answers(faults).map(\.body)).count > faults.count / 2)
  }

  @Test func tooManyRequestsComesWithRetryAfterAndSendsNothing() async throws {
    let faults = try await faults("rate_limited")
    #expect(answers(faults).count == faults.count)
    #expect(answers(faults).allSatisfy { $0.status == 429 && $0.header("retry-after") == "7" })
    #expect(faults.allSatisfy { !$0.reached })
  }

  @Test func serverErrorsMayHaveActedBut503HasNot() async throws {
    let faults = try await faults("server_error", count: 200)
    #expect(Set(answers(faults).map(\.status)) == [500, 502, 503, 504])
    for fault in faults {
      guard case .answered(let answer) = fault.outcome else { continue }
      if answer.status == 503 { #expect(!fault.reached) }
    }
    #expect(faults.contains { $0.reached } && faults.contains { !$0.reached })
  }

  @Test func aWrongContentTypeLeavesTheBody() async throws {
    let faults = try await faults("content_type")
    #expect(answers(faults).count == faults.count)
    #expect(
      answers(faults).allSatisfy {
        $0.text == Self.record && $0.headers == [HeaderField("Content-Type", "text/html; charset=utf-8")]
      })
  }

  @Test func withoutAListEveryKindIsThere() async throws {
    let bench = try bench("rate=1", "latency_ms=0", "max_in_a_row=1000")
    _ = await outcomes(bench, Array(repeating: "/x/?q=1", count: 300))
    let told = Set(bench.logged(.debug).map { String($0.split(separator: " ")[1]) })
    #expect(
      told == [
        "latency", "connect", "reset_before", "reset_after", "truncated", "garbage", "rate_limited", "server_error",
        "drip", "content_type",
      ])
    #expect(bench.logged(.debug).count == 300)
    #expect(bench.logged(.debug).allSatisfy { $0.hasSuffix(" for GET /x/") })
  }

  // MARK: Truth

  @Test(arguments: [true, false]) func aFailureBelowStaysWhatItIs(_ mayHaveArrived: Bool) async throws {
    let failure = TransportFailure(mayHaveArrived: mayHaveArrived, .tls, "below")
    let bench = try bench("rate=1", "latency_ms=0", "max_in_a_row=1000") { (_, _) throws(TransportFailure) in
      throw failure
    }
    for _ in 0..<300 {
      let before = bench.upstream.received.count
      let outcome = await outcome(bench, TransportRequest(.post, "/x/"))
      guard bench.upstream.received.count > before else { continue }
      #expect(outcome == .failed(failure))
    }
    #expect(bench.upstream.received.count > 50)
  }

  @Test func anErrorOfUpstreamNeverBecomesASuccess() async throws {
    let bench = try bench("rate=1", "latency_ms=0", "max_in_a_row=1000") { (_, _) throws(TransportFailure) in
      .json(#"{"detail":"Not found."}"#, status: 404)
    }
    for outcome in await outcomes(bench, Array(repeating: "/x/", count: 300)) {
      if case .answered(let answer) = outcome { #expect(answer.status >= 400) }
    }
  }

  @Test func whatIsNotSentHasNotReachedUpstream() async throws {
    let bench = try bench("rate=0.9", "latency_ms=0", "max_in_a_row=1000")
    for index in 0..<500 {
      let before = bench.upstream.received.count
      guard case .failed(let failure) = await outcome(bench, TransportRequest(.get, "/x/\(index % 9)/")) else {
        continue
      }
      if !failure.mayHaveArrived { #expect(bench.upstream.received.count == before) }
    }
  }

  // MARK: Giving up

  @Test func aRequestThatIsHeldBackCanBeGivenUp() async throws {
    let bench = try bench("rate=1", "kinds=latency", "latency_ms=60000")
    var request = TransportRequest(.get, "/x/", timeLimit: 3600)
    request.headers = []
    let late = request
    let task = Task { await bench.failure(of: late) }
    while bench.logged(.debug).isEmpty { await Task.yield() }
    task.cancel()
    let failure = try #require(await task.value)
    #expect(failure.reason == .cancelled)
    #expect(bench.upstream.received.isEmpty)
  }

  @Test func anAnswerThatIsHeldBackCanBeGivenUp() async throws {
    let bench = try bench("rate=1", "kinds=drip", "latency_ms=60000")
    let task = Task { await bench.failure(of: TransportRequest(.post, "/x/", timeLimit: 3600)) }
    while bench.upstream.received.isEmpty { await Task.yield() }
    task.cancel()
    let failure = try #require(await task.value)
    #expect(failure.mayHaveArrived)
  }

  @Test func theTimeLimitEndsWhatIsLater() async throws {
    let late = try bench("rate=1", "kinds=latency", "latency_ms=60000")
    let request = TransportRequest(.get, "/x/", timeLimit: 0.05)
    let failure = try #require(await late.failure(of: request))
    #expect(!failure.mayHaveArrived && failure.reason == .timedOut)
    #expect(late.upstream.received.isEmpty)
    let slow = try bench("rate=1", "kinds=drip", "latency_ms=60000")
    let other = try #require(await slow.failure(of: request))
    #expect(other.mayHaveArrived && other.reason == .timedOut)
  }

  @Test func theEndOfTheSessionAnswersWhatIsHeldBack() async throws {
    let bench = try bench("rate=1", "kinds=latency", "latency_ms=60000")
    let task = Task { await bench.failure(of: TransportRequest(.get, "/x/", timeLimit: 3600)) }
    while bench.logged(.debug).isEmpty { await Task.yield() }
    bench.close()
    #expect(await task.value != nil)
    #expect(bench.upstream.received.isEmpty)
  }

  @Test(arguments: [
    ("rate=2", "0.0 to 1.0"), ("rate=x", "0.0 to 1.0"), ("seed=-1", "whole number"),
    ("kinds=latency,fire", "reset_after"),
    ("kinds=", "reset_after"), ("latency_ms=9-3", "LOW-HIGH"), ("latency_ms=1-2-3", "LOW-HIGH"),
    ("latency_ms=a", "LOW-HIGH"), ("max_in_a_row=0", "whole number"), ("retry_after_s=1.5", "whole number"),
    ("latency=3", "latency_ms"),
  ]) func anOptionThatCannotBeUsedIsRefused(_ option: String, _ said: String) async throws {
    let bench = try bench(option)
    let failure = try #require(await bench.failure(of: TransportRequest(.get, "/x/")))
    #expect(failure.message.contains(said), "\(failure.message)")
    #expect(!failure.mayHaveArrived)
    #expect(bench.upstream.received.isEmpty)
  }
}
