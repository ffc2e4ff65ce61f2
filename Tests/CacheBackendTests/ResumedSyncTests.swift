internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// A full sync that did not come to its end goes on where it stood.
@Suite(.serialized) struct ResumedSyncTests {
  private func failing(_ bench: CacheBench, at place: Int, _ kind: ErrorKind = .unreachable) {
    let upstream = bench.upstream
    upstream.onPage { walk throws(GatewayError) in
      if walk.place >= place { throw GatewayError(kind) }
      return upstream.plainPage(walk)
    }
  }

  @Test(arguments: [ErrorKind.unreachable, .upstreamError, .rateLimited, .unauthorized])
  func afterAFailure(kind: ErrorKind) async throws {
    let bench = try CacheBench(devices: 50)
    let began = bench.clock.now
    failing(bench, at: 20, kind)
    #expect(try await refusal { try await bench.sync() } == kind)
    #expect(try await bench.another(offline: true).ids() == Array(1...20), "what was read stays")
    #expect(try await bench.cache.status().lastFullSync == nil)
    #expect(try await bench.cache.status().isStale)
    bench.upstream.onPage(nil)
    bench.upstream.forgetCalls()
    bench.clock.advance(bySeconds: 60)
    let outcome = try await bench.sync()
    #expect(bench.upstream.walks.map(\.place) == [20, 30, 40])
    #expect(outcome.created == 30)
    #expect(bench.upstream.gets.isEmpty, "what the first part met is not missing")
    #expect(try await bench.cache.status().lastFullSync == began, "its age is that of its first part")
    #expect(try await bench.age(of: 1) == 60)
  }

  @Test func afterAKill() async throws {
    let bench = try CacheBench(devices: 50)
    try await bench.sync()
    failing(bench, at: 30)
    bench.clock.advance(bySeconds: 60)
    #expect(try await refusal { try await bench.sync() } == .unreachable)
    bench.cache.close()
    bench.upstream.onPage(nil)
    bench.upstream.forgetCalls()
    bench.upstream[2] = nil
    bench.upstream[42] = nil
    let next = try bench.another()
    let outcome = try await next.sync(.full) { _ in }
    #expect(bench.upstream.walks.map(\.place) == [30, 40])
    #expect(bench.upstream.gets == [.id(42)])
    #expect(outcome.deleted == 1)
    #expect(try await next.ids().count == 49, "the first part met number 2: the next sync finds out")
    bench.clock.advance(bySeconds: 1)
    #expect(try await next.sync(.full) { _ in }.deleted == 1)
    next.close()
  }

  @Test func aPassThatWasLeftTooLongBeginsAnew() async throws {
    let bench = try CacheBench(devices: 50)
    failing(bench, at: 30)
    #expect(try await refusal { try await bench.sync() } == .unreachable)
    bench.upstream.onPage(nil)
    bench.upstream.forgetCalls()
    bench.clock.advance(bySeconds: 100_000)
    try await bench.sync()
    #expect(bench.upstream.walks.first?.place == 0)
    #expect(try await bench.cache.status().lastFullSync == bench.clock.now)
  }

  @Test func nothingIsDeletedByAPassThatDidNotEnd() async throws {
    let bench = try CacheBench(devices: 50)
    try await bench.sync()
    bench.upstream[5] = nil
    bench.upstream[45] = nil
    failing(bench, at: 30)
    bench.clock.advance(bySeconds: 60)
    #expect(try await refusal { try await bench.sync() } == .unreachable)
    #expect(bench.upstream.gets.isEmpty)
    #expect(try await bench.cache.status().devices == 50)
    #expect(try await bench.age(of: 1) == 60, "no row is younger for half a pass")
  }

  @Test func noHalfPageIsEverVisible() async throws {
    let bench = try CacheBench(devices: 50)
    let seen = Log<Int>()
    let reader = try bench.another(offline: true)
    let upstream = bench.upstream
    upstream.onPage { walk in
      if let count = try? await reader.ids().count { seen.add(count) }
      return upstream.plainPage(walk)
    }
    try await bench.sync()
    #expect(seen.entries.allSatisfy { $0 % 10 == 0 })
    #expect(seen.entries.count == 5)
  }
}
