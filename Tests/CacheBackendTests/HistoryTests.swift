internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// What changed of a device over time, and how it was at an instant.
@Suite(.serialized) struct HistoryTests {
  private func texts(_ page: HistoryPage) -> [String] {
    page.changes.map { change in
      let (from, to) = (change.from?.string ?? "-", change.to?.string ?? "-")
      return "\(change.field.name) \(from) \(to) \(change.source.rawValue)"
    }
  }

  /// Three changes of number 3, 100 seconds apart: by a sync, a reading and a write.
  private func changed(_ change: (inout CacheSettings) -> Void = { _ in }) async throws -> CacheBench {
    let bench = try CacheBench(devices: 20, change)
    try await bench.sync()
    bench.clock.advance(bySeconds: 100)
    bench.upstream.change(3, .description, .text("a"))
    try await bench.sync()
    bench.clock.advance(bySeconds: 100)
    bench.upstream.change(3, .description, .text("b"))
    _ = try await bench.cache.get(.id(3), .maxAge(0))
    bench.clock.advance(bySeconds: 100)
    _ = try await bench.cache.update(.id(3), attributes(#"{"description": "c", "customer_id": "9"}"#))
    bench.clock.advance(bySeconds: 100)
    return bench
  }

  @Test func tellsEachChangeWithItsSource() async throws {
    let bench = try await changed()
    let page = try await bench.cache.history(HistoryQuery(.name("device-3")))
    #expect(
      Set(texts(page)) == [
        "description - a sync", "description a b read", "description b c write", "customer_id - 9 write",
      ])
    #expect(page.changes.map(\.at) == page.changes.map(\.at).sorted())
    #expect(page.changes.map(\.number) == page.changes.map(\.number).sorted())
    #expect(page.next == nil)
    #expect(page.retainedSince == bench.clock.now.advanced(bySeconds: -400), "it was first read then")
    #expect(try await bench.cache.history(HistoryQuery(.id(4))).changes.isEmpty)
    #expect(try await refusal { try await bench.cache.history(HistoryQuery(.id(99))) } == .notFound)
  }

  @Test func sinceFieldsAndPages() async throws {
    let bench = try await changed()
    var query = HistoryQuery(.id(3))
    query.since = bench.clock.now.advanced(bySeconds: -200)
    query.fields = [.description]
    #expect(try await texts(bench.cache.history(query)) == ["description a b read", "description b c write"])
    query.since = nil
    query.fields = nil
    query.limit = 1
    var (found, pages) = ([String](), 0)
    while true {
      let page = try await bench.cache.history(query)
      found += texts(page)
      pages += 1
      guard let next = page.next else { break }
      query.after = next
    }
    #expect(pages == 4)
    #expect(Set(found).count == 4)
    query = HistoryQuery(.id(3))
    query.fields = []
    #expect(try await bench.cache.history(query).changes.isEmpty)
  }

  @Test func sessionsAreNotKept() async throws {
    let bench = try CacheBench(devices: 5)
    try await bench.sync()
    bench.clock.advance(bySeconds: 100)
    for field in [DeviceField.lastConnection, .lastConfiguration] {
      bench.upstream.change(3, field, .time(bench.clock.now))
    }
    try await bench.sync()
    #expect(try await bench.cache.history(HistoryQuery(.id(3))).changes.isEmpty)
    #expect(try await bench.cache.get(.id(3), .any).device[.lastConnection] == .time(bench.clock.now))
  }

  @Test func howItWasAtAnInstant() async throws {
    let bench = try await changed()
    let now = bench.clock.now
    func description(_ ago: Double) async throws -> DeviceValue? {
      try await bench.cache.device(.id(3), at: now.advanced(bySeconds: -ago))[.description]
    }
    #expect(try await description(0) == .text("c"))
    #expect(try await description(100) == .text("c"))
    #expect(try await description(101) == .text("b"))
    #expect(try await description(200) == .text("b"))
    #expect(try await description(250) == .text("a"))
    #expect(try await description(350) == nil)
    #expect(try await bench.cache.device(.id(3), at: nil)[.customerID] == .text("9"))
    #expect(try await refusal { try await description(500) } == .notFound)
    #expect(try await refusal { try await bench.cache.device(.id(99), at: nil) } == .notFound)
  }

  @Test func changesEndWithTheirRetention() async throws {
    let bench = try await changed { $0.historyDays = 1 }
    bench.clock.advance(bySeconds: 86_250)
    let page = try await bench.cache.history(HistoryQuery(.id(3)))
    #expect(Set(texts(page)) == ["description b c write", "customer_id - 9 write"])
    #expect(page.retainedSince == bench.clock.now.advanced(bySeconds: -86_400))
    let instant = bench.clock.now.advanced(bySeconds: -86_500)
    #expect(try await refusal { try await bench.cache.device(.id(3), at: instant) } == .invalidParams)
    try await bench.sync()
    let before = try bench.rows()
    bench.clock.advance(bySeconds: 90_000)
    try await bench.sync()
    #expect(try bench.rows().count == before.count - 2, "they are removed, not only hidden")
  }

  @Test func noneIsKeptForNoDays() async throws {
    let bench = try await changed { $0.historyDays = 0 }
    #expect(try await bench.cache.history(HistoryQuery(.id(3))).changes.isEmpty)
  }

  @Test func clearForgetsEverything() async throws {
    let bench = try await changed()
    let operations = CachedOperations(ScriptedOperations(), cache: bench.cache)
    _ = try await operations.outcome(
      of: ScriptedOperations.order(on: 3, [Variable(path: "Device.A", value: "x")]), UpstreamReceipt())
    try await bench.cache.clear()
    #expect(try bench.rows().allSatisfy { $0.contains("migration") })
    let status = try await bench.cache.status()
    #expect(status.devices == 0)
    #expect(status.lastFullSync == nil)
    #expect(status.lastIncrementalSync == nil)
    #expect(status.isStale)
    #expect(try await bench.another(offline: true).ids(#"{"search": "device"}"#).isEmpty)
    bench.upstream.forgetCalls()
    #expect(try await bench.ids().count == 20)
    #expect(bench.upstream.walks.first?.place == 0)
    #expect(try await bench.cache.history(HistoryQuery(.id(3))).changes.isEmpty)
    #expect(try await bench.ids(#"{"search": "device s7"}"#) == [7])
  }
}
