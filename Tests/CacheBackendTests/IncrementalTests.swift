internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// An incremental sync asks for what changed, and claims nothing about the rest.
@Suite(.serialized) struct IncrementalTests {
  @Test func beforeAnyFullOneItIsFull() async throws {
    let bench = try CacheBench(devices: 25)
    let outcome = try await bench.sync(.incremental)
    #expect(outcome.created == 25)
    #expect(bench.upstream.walks.allSatisfy { $0.changedSince == nil })
    #expect(try await bench.cache.status().lastFullSync == bench.clock.now)
  }

  @Test func asksForWhatChangedWithAnOverlap() async throws {
    let bench = try CacheBench(devices: 25)
    let filled = bench.clock.now
    try await bench.sync()
    bench.upstream.forgetCalls()
    bench.clock.advance(bySeconds: 100)
    bench.upstream.change(7, .status, .status(.down))
    bench.upstream.change(7, .statusChange, .time(bench.clock.now))
    let outcome = try await bench.sync(.incremental)
    #expect([outcome.fetched, outcome.created, outcome.updated, outcome.deleted] == [1, 0, 1, 0])
    let since = try #require(bench.upstream.walks.first?.changedSince)
    #expect(since < filled)
    #expect(since > filled.advanced(bySeconds: -3600))
    #expect(try await bench.ids(#"{"status": "down"}"#) == [7])
    #expect(try await bench.cache.status().lastIncrementalSync == bench.clock.now)
    #expect(try await bench.cache.status().lastFullSync == filled)
  }

  @Test func whatTheOverlapRepeatsIsNoChange() async throws {
    let bench = try CacheBench(devices: 25)
    for id in 1...5 { bench.upstream.change(id, .statusChange, .time(bench.clock.now)) }
    try await bench.sync()
    bench.clock.advance(bySeconds: 10)
    let outcome = try await bench.sync(.incremental)
    #expect([outcome.fetched, outcome.created, outcome.updated] == [5, 0, 0])
  }

  @Test func rowsThatItDidNotReadStayAsOldAsTheyAre() async throws {
    let bench = try CacheBench(devices: 25)
    try await bench.sync()
    bench.clock.advance(bySeconds: 100)
    bench.upstream.change(7, .statusChange, .time(bench.clock.now))
    try await bench.sync(.incremental)
    #expect(try await bench.age(of: 7) == 0)
    #expect(try await bench.age(of: 8) == 100)
    #expect(try await bench.cache.list(InventoryQuery()).freshness.age == 100)
    bench.upstream.forgetCalls()
    var query = InventoryQuery()
    query.policy = .maxAge(50)
    _ = try await bench.cache.list(query)
    #expect(bench.upstream.walks.first?.changedSince == nil, "a list is as old as the last full sync")
    #expect(!bench.upstream.walks.isEmpty)
  }

  @Test func itDeletesNothing() async throws {
    let bench = try CacheBench(devices: 25)
    try await bench.sync()
    bench.upstream[3] = nil
    bench.clock.advance(bySeconds: 100)
    #expect(try await bench.sync(.incremental).deleted == 0)
    #expect(bench.upstream.gets.isEmpty)
    #expect(try await bench.ids().count == 25)
  }

  @Test func oneThatFailedIsMadeUpFor() async throws {
    let bench = try CacheBench(devices: 25)
    try await bench.sync()
    bench.clock.advance(bySeconds: 1000)
    bench.upstream.change(7, .statusChange, .time(bench.clock.now))
    bench.upstream.fail(.unreachable)
    bench.clock.advance(bySeconds: 1000)
    #expect(try await refusal { try await bench.sync(.incremental) } == .unreachable)
    bench.upstream.fail(nil)
    bench.clock.advance(bySeconds: 1000)
    #expect(try await bench.sync(.incremental).updated == 1)
  }

  @Test func aClockThatIsAheadOfUpstreamHidesNothing() async throws {
    let bench = try CacheBench(devices: 25)
    let upstreamsTime = bench.clock.now.advanced(bySeconds: -7200)
    for id in 1...25 { bench.upstream.change(id, .statusChange, .time(upstreamsTime.advanced(bySeconds: -60))) }
    try await bench.sync()
    bench.clock.advance(bySeconds: 600)
    bench.upstream.change(7, .statusChange, .time(upstreamsTime.advanced(bySeconds: 300)))
    #expect(try await bench.sync(.incremental).updated == 1)
  }

  @Test func aPassLeftInTheMiddleIsNotTouched() async throws {
    let bench = try CacheBench(devices: 50)
    try await bench.sync()
    let upstream = bench.upstream
    upstream.onPage { walk throws(GatewayError) in
      if walk.changedSince == nil, walk.place >= 20 { throw GatewayError(.unreachable) }
      return upstream.plainPage(walk)
    }
    bench.clock.advance(bySeconds: 60)
    #expect(try await refusal { try await bench.sync() } == .unreachable)
    try await bench.sync(.incremental)
    upstream.onPage(nil)
    upstream.forgetCalls()
    try await bench.sync()
    #expect(upstream.walks.map(\.place) == [20, 30, 40])
    #expect(try await bench.ids().count == 50)
  }
}
