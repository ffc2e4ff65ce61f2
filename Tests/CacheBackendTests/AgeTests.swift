internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// What is young enough is served, the rest is asked for (protocol.md 9).
@Suite(.serialized) struct AgeTests {
  private func filled() async throws -> CacheBench {
    let bench = try CacheBench(devices: 25)
    try await bench.sync()
    bench.upstream.forgetCalls()
    bench.clock.advance(bySeconds: 100)
    return bench
  }

  private func query(_ policy: ReadPolicy) -> InventoryQuery {
    var query = InventoryQuery()
    query.policy = policy
    return query
  }

  @Test func aDeviceThatIsYoungEnoughIsServed() async throws {
    let bench = try await filled()
    for policy in [ReadPolicy.any, .maxAge(100), .maxAge(1000)] {
      let reading = try await bench.cache.get(.id(3), policy)
      #expect(reading.freshness.age == 100)
      #expect(!reading.freshness.isStale)
      #expect("\(reading.freshness.source)" == "cache")
      #expect(try bench.cache.readingAtHand(.id(3), policy) != nil)
    }
    #expect(bench.upstream.gets.isEmpty)
  }

  @Test func aPageIsAtHandAsLongAsItIsYoungEnough() async throws {
    let bench = try await filled()
    for policy in [ReadPolicy.any, .maxAge(100), .maxAge(1000)] {
      let page = try #require(bench.cache.pageAtHand(query(policy)))
      #expect(page.devices.map(\.id) == Array(1...25))
      #expect(page.freshness.age == 100)
    }
    #expect(bench.cache.pageAtHand(query(.maxAge(99))) == nil)
    var refreshed = query(.any)
    refreshed.policy.updateStatus = true
    #expect(bench.cache.pageAtHand(refreshed) == nil)
    var long = query(.any)
    long.limit = 1000
    #expect(bench.cache.pageAtHand(long) == nil)
    #expect(try CacheBench(devices: 3).cache.pageAtHand(query(.any)) == nil)
    #expect(bench.upstream.walks.isEmpty)
  }

  @Test func aPageAtHandShowsWhatWasWrittenJustNow() async throws {
    let bench = try await filled()
    _ = bench.cache.pageAtHand(query(.any))
    _ = try await bench.cache.update(.id(3), attributes(#"{"name": "renamed"}"#))
    #expect(bench.cache.pageAtHand(query(.any))?.devices[2][.name] == .text("renamed"))
    try await bench.cache.delete(.id(3))
    #expect(bench.cache.pageAtHand(query(.any))?.devices.count == 24)
  }

  @Test(arguments: [0, 50, 99.9]) func oneThatIsTooOldIsReadAgain(maxAge: Double) async throws {
    let bench = try await filled()
    bench.upstream.change(3, .name, .text("new"))
    #expect(try bench.cache.readingAtHand(.id(3), .maxAge(maxAge)) == nil)
    let reading = try await bench.cache.get(.id(3), .maxAge(maxAge))
    #expect(reading.device[.name] == .text("new"))
    #expect(bench.upstream.gets == [.id(3)])
    #expect(bench.upstream.walks.isEmpty)
    #expect(try await bench.age(of: 3) == 0)
    #expect(try await bench.age(of: 4) == 100)
    _ = try await bench.cache.get(.id(3), .maxAge(0))
    #expect(bench.upstream.gets.count == 2, "0 is always upstream")
  }

  @Test func withoutUpstreamByDefault() async throws {
    let bench = try await filled()
    bench.upstream.fail(.unreachable)
    #expect(try await refusal { try await bench.cache.get(.id(3), .maxAge(10)) } == .unreachable)
    let stale = try await bench.cache.get(.id(3), .maxAge(10, allowStale: true))
    #expect(stale.freshness.isStale)
    #expect(stale.freshness.age == 100)
    #expect(try await refusal { try await bench.cache.list(query(.maxAge(10))) } == .unreachable)
    let page = try await bench.cache.list(query(.maxAge(10, allowStale: true)))
    #expect(page.freshness.isStale)
    #expect(page.devices.count == 25)
    #expect(try await !bench.cache.list(query(.maxAge(1000))).freshness.isStale)
    #expect(try await refusal { try await bench.cache.get(.id(99), .any) } == .unreachable)
    #expect(
      try await refusal { try await bench.cache.summarize([.status], InventoryFilter(), .maxAge(10)) } == .unreachable)
  }

  @Test func whatUpstreamSaysIsNoStaleness() async throws {
    let bench = try await filled()
    bench.upstream[3] = nil
    #expect(try await refusal { try await bench.cache.get(.id(3), .maxAge(0, allowStale: true)) } == .notFound)
  }

  @Test func whatIsNotHeldIsAskedUpstream() async throws {
    let bench = try await filled()
    bench.upstream[77] = .plain(77)
    #expect(try await bench.cache.get(.name("device-77"), .any).device.id == 77)
    #expect(try await bench.cache.get(.id(77), .any).freshness.age == 0)
    #expect(bench.upstream.gets == [.name("device-77")])
    #expect(try await refusal { try await bench.cache.get(.id(78), .any) } == .notFound)
    #expect(try await bench.ids(#"{"name": "device-77"}"#) == [77])
  }

  @Test func updateStatusAsksUpstream() async throws {
    let bench = try await filled()
    var policy = ReadPolicy()
    policy.updateStatus = true
    _ = try await bench.cache.get(.id(3), policy)
    #expect(bench.upstream.policies.last?.updateStatus == true)
    bench.upstream.fail(.unreachable)
    #expect(try await bench.cache.get(.id(3), policy).freshness.isStale)
  }

  @Test func aColdCacheIsFilledFirst() async throws {
    let bench = try CacheBench(devices: 25)
    let page = try await bench.cache.list(InventoryQuery())
    #expect(page.devices.count == 25)
    #expect(bench.upstream.walks.count == 3)
    _ = try await bench.cache.list(InventoryQuery())
    #expect(bench.upstream.walks.count == 3)
    let groups = try await bench.cache.summarize([.status], InventoryFilter(), .any)
    #expect(groups.map(\.count) == [25])
  }

  @Test func aListIsAsOldAsItsOldestRow() async throws {
    let bench = try await filled()
    _ = try await bench.cache.get(.id(3), .maxAge(0))
    #expect(try await bench.cache.list(InventoryQuery()).freshness.age == 100)
    var query = InventoryQuery()
    query.filter = try reading(InventoryFilter.self, #"{"name": "device-3"}"#)
    #expect(try await bench.cache.list(query).freshness.age == 0)
    query.filter = try reading(InventoryFilter.self, #"{"name": "nobody"}"#)
    #expect(try await bench.cache.list(query).freshness.age == 100)
  }

  @Test func offlineAndEmpty() async throws {
    let bench = try CacheBench(devices: 5)
    let offline = try bench.another(offline: true)
    let page = try await offline.list(InventoryQuery())
    #expect(page.devices.isEmpty)
    #expect(page.freshness.fetchedAt == nil)
    #expect(page.freshness.age == nil)
    #expect(try await refusal { try await offline.get(.id(1), .any) } == .unreachable)
    #expect(try await refusal { try await offline.list(query(.maxAge(10))) } == .unreachable)
  }

  @Test func offlineAndFilled() async throws {
    let bench = try await filled()
    let offline = try bench.another(offline: true)
    #expect(try await offline.ids().count == 25)
    let reading = try await offline.get(.id(3), .maxAge(100))
    #expect(!reading.freshness.isStale)
    #expect(try await refusal { try await offline.get(.id(3), .maxAge(10)) } == .unreachable)
    #expect(try await offline.get(.id(3), .maxAge(10, allowStale: true)).freshness.isStale)
    #expect(try await refusal { try await offline.list(query(.maxAge(10))) } == .unreachable)
    #expect(try await offline.list(query(.maxAge(10, allowStale: true))).freshness.isStale)
    #expect(try await refusal { try await offline.get(.id(77), .any) } == .unreachable)
    #expect(try await refusal { try await offline.create(attributes(#"{"name":"n","type":1}"#)) } == .unreachable)
    #expect(try await refusal { try await offline.update(.id(1), attributes(#"{"name":"n"}"#)) } == .unreachable)
    #expect(try await refusal { try await offline.delete(.id(1)) } == .unreachable)
    #expect(try await refusal { try await offline.sync(.full) { _ in } } == .unreachable)
    #expect(try await offline.resolve(.name("device-3")).id == 3)
    #expect(bench.upstream.gets.isEmpty && bench.upstream.walks.isEmpty && bench.upstream.writes == 0)
  }

  @Test func aClockThatWasSetBackKeepsNothingYoung() async throws {
    let bench = try await filled()
    bench.clock.advance(bySeconds: -5000)
    bench.upstream.change(3, .name, .text("new"))
    #expect(try await bench.cache.get(.id(3), .maxAge(60)).device[.name] == .text("new"))
    #expect(try await bench.cache.list(query(.maxAge(60))).freshness.age == 0)
    #expect(!bench.upstream.walks.isEmpty)
    bench.upstream.change(4, .name, .text("newer"))
    try await bench.sync()
    #expect(try await bench.held(4) == "newer")
  }

  @Test func aNameThatMoved() async throws {
    let bench = try await filled()
    // Upstream has given the names of 3 and 4 to each other, and that of 5 to a new one.
    bench.upstream.change(3, .name, .text("device-4"))
    bench.upstream.change(4, .name, .text("device-3"))
    bench.upstream.change(5, .name, .text("five"))
    bench.upstream[30] = .plain(30, name: "device-5")
    #expect(try await bench.cache.get(.name("device-5"), .maxAge(0)).device.id == 30)
    #expect(try await bench.cache.get(.name("device-5"), .any).device.id == 30)
    #expect(try await bench.cache.get(.id(5), .any).device[.name] == .text("five"), "it had that name before")
    #expect(try await bench.cache.get(.name("device-3"), .maxAge(0)).device.id == 4)
    #expect(try await bench.cache.get(.name("device-4"), .maxAge(0)).device.id == 3)
    #expect(try await bench.cache.get(.name("device-3"), .any).device.id == 4)
    #expect(try await bench.cache.resolve(.name("device-4")).id == 3)
  }

  @Test func anAnswerThatWasOvertakenChangesNothing() async throws {
    let bench = try await filled()
    let (gate, asked) = (Gate(), Log<Int>())
    bench.upstream.onGet {
      asked.add(1)
      await gate.wait()
    }
    let slow = Task { try await bench.cache.get(.id(3), .maxAge(0)) }
    try await until { !asked.entries.isEmpty }
    bench.clock.advance(bySeconds: 1)
    _ = try await bench.cache.update(.id(3), attributes(#"{"name": "written"}"#))
    bench.clock.advance(bySeconds: 1)
    gate.open()
    _ = try await slow.value
    #expect(try await bench.held(3) == "written")
  }
}
