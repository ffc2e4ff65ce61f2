import CacheBackend
import GatewayCore
import JSON
import Testing

/// Counts and summaries come from a tally that every write keeps: it must never say otherwise than the devices do.
@Suite(.serialized) struct TallyTests {
  private static let fields: [DeviceField] = [
    .organizationID, .status, .type, .softwareVersion, .location, .isActive, .manufacturer, .productClass,
    .firmwareImage, .hasPending,
  ]

  /// Holds each pair of its members against the devices one by one.
  private func check(_ bench: CacheBench, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    var query = InventoryQuery()
    query.limit = 1000
    query.wantsTotal = true
    let page = try await bench.cache.list(query)
    #expect(page.total == page.devices.count, sourceLocation: sourceLocation)
    for (one, other) in zip(TallyTests.fields, TallyTests.fields.dropFirst()) {
      var expected: [[DeviceValue]: Int] = [:]
      for device in page.devices { expected[[one, other].map { device[$0] ?? .null }, default: 0] += 1 }
      let groups = try await bench.cache.summarize([one, other], InventoryFilter(), ReadPolicy())
      let told = Dictionary(uniqueKeysWithValues: groups.map { ($0.key, $0.count) })
      #expect(told == expected, "\(one), \(other)", sourceLocation: sourceLocation)
    }
  }

  @Test func itIsThatOfTheDevicesWhateverBecomesOfThem() async throws {
    let bench = try CacheBench(devices: 40)
    for id in 1...40 where id % 3 == 0 { bench.upstream.change(id, .status, .status(.down)) }
    for id in 1...40 where id % 4 == 0 { bench.upstream.change(id, .location, .null) }
    for id in 1...40 where id % 5 == 0 { bench.upstream.change(id, .softwareVersion, .text("2.4.\(id % 7)")) }
    // Some are held before there is a tally.
    _ = try await bench.cache.get(.id(3), .any)
    _ = try await bench.cache.get(.id(20), .any)
    try await bench.sync()
    try await check(bench)
    _ = try await bench.cache.update(.id(4), attributes(#"{"organization_id": 2, "is_active": false}"#))
    _ = try await bench.cache.update(.id(5), attributes(#"{"description": "no matter"}"#))
    _ = try await bench.cache.create(attributes(#"{"name": "made", "type": 3}"#))
    try await bench.cache.delete(.id(6))
    try await check(bench)
    bench.clock.advance(bySeconds: 10)
    for id in 10...20 { bench.upstream.change(id, .type, .integer(id)) }
    bench.upstream[7] = nil
    bench.upstream[99] = .plain(99)
    try await bench.sync()
    try await check(bench)
    try await bench.sync(.incremental)
    try await check(bench)
    try await bench.cache.clear()
    try await bench.sync()
    try await check(bench)
  }

  @Test func aFillThatBrokeOffCountsWhatIsHeld() async throws {
    let bench = try CacheBench(devices: 40)
    bench.upstream.onPage { [upstream = bench.upstream] (walk) async throws(GatewayError) in
      guard walk.place < 20 else { throw GatewayError(.unreachable) }
      return upstream.plainPage(walk)
    }
    _ = try await refusal { try await bench.sync() }
    bench.upstream.onPage(nil)
    try await bench.sync()
    try await check(bench)
  }
}
