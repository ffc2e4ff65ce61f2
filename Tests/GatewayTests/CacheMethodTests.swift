internal import Gateway
internal import GatewayCore
internal import JSON
internal import Simulator
internal import Synchronization
internal import TestSupport
internal import Testing

/// `cache.*` through a session, over a cache that does what a test says.
@Suite struct CacheMethodTests {
  private static let outcome: SyncOutcome = {
    var outcome = SyncOutcome()
    outcome.fetched = 40
    outcome.created = 3
    outcome.updated = 2
    outcome.deleted = 1
    outcome.duration = 0.5
    return outcome
  }()

  static let served: [(method: String, params: String)] = [
    ("cache.sync", #"{"mode":"full"}"#), ("cache.status", "{}"), ("cache.clear", #"{"confirm":true}"#),
    ("inventory.history", #"{"device":{"id":1}}"#),
    ("inventory.diff", #"{"device":{"id":1},"at":"2030-01-01T00:00:00Z"}"#),
  ]

  @Test(arguments: served) func withoutACacheItIsSaidWhatServesIt(_ method: String, _ params: String) async throws {
    let answer = try await GatewayBench().answer(method, params)
    #expect(try lookUp("/error/data/kind", in: answer) == "\"unsupported\"")
    #expect(try lookUp("/error/data/hint", in: answer)?.contains("--backend cache") == true)
  }

  static let refused: [(method: String, params: String, path: String)] = [
    ("cache.sync", "{}", "/mode"), ("cache.sync", #"{"mode":"some"}"#, "/mode"),
    ("cache.sync", #"{"mode":"full","progress_token":true}"#, "/progress_token"),
    ("cache.clear", #"{"confirm":1}"#, "/confirm"), ("cache.status", #"{"mode":"full"}"#, "/mode"),
  ]

  @Test(arguments: refused) func paramsAreReadBeforeTheCacheIsAsked(
    _ method: String, _ params: String, _ path: String
  ) async throws {
    let answer = try await GatewayBench(cache: FakeCache()).answer(method, params)
    #expect(try lookUp("/error/data/kind", in: answer) == "\"invalid_params\"")
    #expect(try lookUp("/error/data/path", in: answer) == "\"\(path)\"")
  }

  @Test func aClearNeedsToBeConfirmed() async throws {
    let clears = Counter()
    var cache = FakeCache()
    cache.onClear = { () throws(GatewayError) in clears.add() }
    let bench = GatewayBench(isReadOnly: true, cache: cache)
    #expect(try await bench.kind("cache.clear") == "confirmation_required")
    #expect(try await bench.kind("cache.clear", #"{"confirm":false}"#) == "confirmation_required")
    #expect(clears.count == 0)
    #expect(try await bench.result("cache.clear", #"{"confirm":true}"#) == "{}")
    #expect(clears.count == 1)
    #expect(try await bench.result("audit.list", "{}", "/entries") == "[]")
  }

  @Test func theStatusTellsWhatWasNeverSyncedAsNull() async throws {
    var cache = FakeCache()
    cache.onStatus = { () throws(GatewayError) in
      CacheStatus(
        devices: 3, lastFullSync: Timestamp(milliseconds: 1), lastIncrementalSync: nil, bytes: 4096, isStale: true)
    }
    #expect(
      try await GatewayBench(cache: cache).result("cache.status") == """
        {"devices":3,"last_full_sync":"1970-01-01T00:00:00.001Z","last_incremental_sync":null,"bytes":4096,"stale":true}
        """)
  }

  // MARK: Sync

  /// A cache whose sync tells that many rows, a twentieth of a second between them.
  private func slow(_ rows: Int, _ time: ManualTime) -> FakeCache {
    var cache = FakeCache()
    cache.onSync = { (mode, progress) async throws(GatewayError) in
      guard mode == .full else { throw GatewayError(.unreachable) }
      for row in 1...rows {
        time.advance(bySeconds: 0.05)
        progress(SyncProgress(done: row, total: row > rows / 2 ? rows : nil))
      }
      return CacheMethodTests.outcome
    }
    return cache
  }

  @Test(arguments: [false, true]) func aSyncTellsWhatItHasDone(_ isReadOnly: Bool) async throws {
    let bench = GatewayBench(mode: .auto, isReadOnly: isReadOnly, cache: slow(40, ManualTime()))
    #expect(
      try await bench.result("cache.sync", #"{"mode":"full"}"#) == """
        {"fetched":40,"created":3,"updated":2,"deleted":1,"duration_s":0.5}
        """)
    #expect(bench.notifications.isEmpty)
    #expect(try await bench.kind("cache.sync", #"{"mode":"incremental"}"#) == "unreachable")
    #expect(try await bench.result("audit.list", "{}", "/entries") == "[]")
  }

  @Test func progressIsToldTenTimesASecondAndAtTheEnd() async throws {
    let time = ManualTime()
    let bench = GatewayBench(mode: .auto, cache: slow(40, time), time: time)
    try await bench.result("cache.sync", #"{"mode":"full","progress_token":"t"}"#)
    let told = try bench.notifications.map { text in
      #expect(try lookUp("/method", in: text) == "\"$/progress\"")
      return try lookUp("/params", in: text) ?? ""
    }
    #expect((2...21).contains(told.count), "\(told)")
    #expect(told.first == #"{"token":"t","done":2,"total":null,"message":"syncing"}"#)
    #expect(told.last == #"{"token":"t","done":40,"total":40,"message":"synced"}"#)
  }

  /// Where the same lines in must give the same bytes out, only the end is told.
  @Test func onAStillClockOnlyTheEndIsTold() async throws {
    let time = ManualTime()
    let bench = GatewayBench(cache: slow(40, time), time: time)
    try await bench.result("cache.sync", #"{"mode":"full","progress_token":7}"#)
    #expect(try bench.notifications.map { try lookUp("/params/done", in: $0) } == ["40"])
  }

  /// A cache whose sync ends only when its task is cancelled.
  private func endless(_ cancels: Counter, _ late: @escaping @Sendable (FakeCache.Progress) -> Void = { _ in })
    -> FakeCache
  {
    var cache = FakeCache()
    cache.onSync = { (_, progress) async throws(GatewayError) in
      for await _ in AsyncStream<Int>.makeStream().stream {}
      if Task.isCancelled { cancels.add() }
      late(progress)
      throw GatewayError(.cancelled)
    }
    return cache
  }

  @Test func aCancelLetsGoOfTheSync() async throws {
    let cancels = Counter()
    let bench = GatewayBench(mode: .auto, cache: endless(cancels))
    let frames = try await bench.frames([
      #"{"jsonrpc":"2.0","id":1,"method":"cache.sync","params":{"mode":"full","progress_token":1}}"#,
      #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}"#,
    ])
    #expect(frames.count == 1)
    #expect(try lookUp("/error/data/kind", in: frames[0]) == "\"cancelled\"")
    await cancels.reaches(1)
  }

  /// A sync may take minutes: what stands behind it goes on, a write too.
  @Test func aSyncHoldsUpNothing() async throws {
    let bench = GatewayBench(mode: .auto, cache: endless(Counter()))
    let frames = try await bench.frames([
      #"{"jsonrpc":"2.0","id":1,"method":"cache.sync","params":{"mode":"full"}}"#,
      #"{"jsonrpc":"2.0","id":2,"method":"inventory.list","params":{"limit":1}}"#,
      #"{"jsonrpc":"2.0","id":3,"method":"inventory.update","params":{"device":{"id":1},"attributes":{"debug":true}}}"#,
    ])
    #expect(try frames.map { try lookUp("/id", in: $0) }.sorted { $0 ?? "" < $1 ?? "" } == ["2", "3"])
    try await bench.frames([#"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}"#])
  }

  @Test func whatIsToldBehindTheAnswerIsNotHeard() async throws {
    let (time, done) = (ManualTime(), Counter())
    let cache = endless(Counter()) { progress in
      time.advance(bySeconds: 1)
      progress(SyncProgress(done: 1, total: nil))
      done.add()
    }
    let bench = GatewayBench(mode: .auto, cache: cache, time: time)
    try await bench.frames([
      #"{"jsonrpc":"2.0","id":1,"method":"cache.sync","params":{"mode":"full","progress_token":1}}"#,
      #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}"#,
    ])
    await done.reaches(1)
    try await bench.result("gateway.ping")
    #expect(bench.notifications.isEmpty)
  }
}

/// Counts on any thread, and lets a test wait for a count.
private final class Counter: Sendable {
  private let state = Mutex((count: 0, waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)]()))

  var count: Int { state.withLock { $0.count } }

  func add() {
    let reached = state.withLock { state in
      state.count += 1
      let reached = state.waiting.filter { $0.count <= state.count }
      state.waiting.removeAll { $0.count <= state.count }
      return reached
    }
    for waiting in reached { waiting.continuation.resume() }
  }

  func reaches(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.count < count { state.waiting.append((count, continuation)) }
        return state.count >= count
      }
      if isThere { continuation.resume() }
    }
  }
}
