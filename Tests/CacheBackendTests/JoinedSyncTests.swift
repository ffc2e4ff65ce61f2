internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import Synchronization
internal import TestSupport
internal import Testing

/// Whoever asks for a sync that is under way joins it.
@Suite(.serialized) struct JoinedSyncTests {
  /// Holds every page back until the gate is opened.
  private func held(_ bench: CacheBench) -> Gate {
    let gate = Gate()
    let upstream = bench.upstream
    upstream.onPage { walk in
      await gate.wait()
      return upstream.plainPage(walk)
    }
    return gate
  }

  @Test(.timeLimit(.minutes(1))) func twoAtOnceAreOne() async throws {
    let bench = try CacheBench(devices: 30)
    let gate = held(bench)
    async let first = bench.sync()
    try await until { !bench.upstream.walks.isEmpty }
    async let second = bench.sync()
    async let third = bench.cache.list(InventoryQuery())
    for _ in 0..<1000 { await Task.yield() }
    gate.open()
    let outcomes = try await [first, second]
    #expect(outcomes[0] == outcomes[1])
    #expect(try await third.devices.count == 30)
    #expect(bench.upstream.walks.count == 3)
  }

  @Test(.timeLimit(.minutes(1))) func whoGivesUpIsNotWaitedFor() async throws {
    let bench = try CacheBench(devices: 30)
    let gate = held(bench)
    let stays = Task { try await bench.sync() }
    try await until { !bench.upstream.walks.isEmpty }
    let leaves = Task { try await bench.sync() }
    for _ in 0..<1000 { await Task.yield() }
    leaves.cancel()
    let isOver = Mutex(false)
    let end = Task {
      let kind = try await refusal { try await leaves.value }
      isOver.withLock { $0 = true }
      return kind
    }
    try? await until { isOver.withLock { $0 } }
    #expect(isOver.withLock { $0 }, "it comes back while the sync goes on")
    gate.open()
    #expect(try await end.value == .cancelled)
    #expect(try await stays.value.created == 30)
  }

  @Test(.timeLimit(.minutes(1))) func thatNobodyWantsEnds() async throws {
    let bench = try CacheBench(devices: 30)
    let gate = held(bench)
    let only = Task { try await bench.sync() }
    try await until { !bench.upstream.walks.isEmpty }
    only.cancel()
    gate.open()
    #expect(try await refusal { try await only.value } == .cancelled)
    bench.upstream.onPage(nil)
    #expect(try await bench.sync().fetched > 0, "the next one is not that one")
    #expect(try await bench.ids().count == 30)
  }

  @Test(.timeLimit(.minutes(1))) func readsAndWritesGoOn() async throws {
    let bench = try CacheBench(devices: 30)
    try await bench.sync()
    let gate = held(bench)
    bench.upstream.forgetCalls()
    async let syncing = bench.sync()
    try await until { !bench.upstream.walks.isEmpty }
    #expect(try await bench.ids().count == 30)
    _ = try await bench.cache.update(.id(4), attributes(#"{"description": "new"}"#))
    gate.open()
    _ = try await syncing
    #expect(try await bench.cache.get(.id(4), .any).device[.description] == .text("new"))
  }

  @Test(.timeLimit(.minutes(1))) func twoCachesOnOneFile() async throws {
    let bench = try CacheBench(devices: 30)
    let other = try bench.another()
    let gate = held(bench)
    async let first = bench.sync()
    try await until { !bench.upstream.walks.isEmpty }
    let second = Task { try await other.sync(.full) { _ in } }
    for _ in 0..<1000 { await Task.yield() }
    #expect(try await other.status().devices == 0, "it can be read meanwhile")
    gate.open()
    #expect(try await first.created == 30)
    #expect(try await second.value.created == 0)
    #expect(bench.upstream.walks.count == 3, "what one has read the other need not read")
    #expect(try await other.ids().count == 30)
    _ = try await other.update(.id(3), attributes(#"{"name": "by the other"}"#))
    #expect(try await bench.cache.get(.id(3), .any).device[.name] == .text("by the other"))
    #expect(try await bench.ids(#"{"search": "other"}"#) == [3])
    other.close()
  }

  @Test(.timeLimit(.minutes(1))) func inTheBackground() async throws {
    let bench = try CacheBench(devices: 30) { $0.syncEvery = 60 }
    try await until { bench.clock.sleepers == 1 }
    #expect(bench.upstream.walks.isEmpty)
    bench.clock.advance(bySeconds: 60)
    try await until { try await bench.cache.status().lastFullSync != nil }
    #expect(try await bench.ids().count == 30)
    bench.upstream[31] = .plain(31)
    bench.upstream.change(31, .statusChange, .time(bench.clock.now))
    try await until { bench.clock.sleepers == 1 }
    bench.clock.advance(bySeconds: 60)
    try await until { try await bench.ids().count == 31 }
    bench.cache.close()
  }
}
