internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// A cursor always advances, and survives inserts and deletes (protocol.md 6, Page).
@Suite(.serialized) struct CursorTests {
  static let sorts = [
    "id", "-id", "name", "-name", "status", "-status", "location", "-location", "description", "debug",
  ]

  /// What the devices of ids 1...60 tell: many equal values, many nulls, many not told.
  private func change(_ bench: CacheBench, _ id: Int) {
    bench.upstream.change(id, .status, .status(DeviceStatus.allCases[id % 3]))
    bench.upstream.change(id, .location, id % 4 == 0 ? nil : id % 4 == 1 ? .null : .integer(id % 2))
    bench.upstream.change(id, .description, id % 5 == 0 ? .null : .text(["a", "b", "é"][id % 3]))
    if id % 2 == 0 { bench.upstream.change(id, .debug, .boolean(id % 4 == 0)) }
  }

  @Test(arguments: sorts) func whatWasThereAllTheTimeComesOnce(sort: String) async throws {
    let bench = try CacheBench(devices: 60)
    for id in 1...60 { change(bench, id) }
    try await bench.sync()
    var numbers = SeededNumbers(seed: 7)
    var query = InventoryQuery()
    query.sort = try reading(InventorySort.self, "\"\(sort)\"")
    query.limit = 4
    var (gone, found): (Set<Int>, [Int]) = ([], [])
    while true {
      let page = try await bench.cache.list(query)
      found += page.devices.map(\.id)
      guard let next = page.next else { break }
      query.after = next
      // The row that the cursor names goes too.
      for id in [next.id, Int.random(in: 1...60, using: &numbers)] where gone.insert(id).inserted {
        try await bench.cache.delete(.id(id))
      }
      let new = try await bench.cache.create(attributes("{\"name\":\"new-\(gone.count)\",\"type\":1}")).id
      change(bench, new)
      _ = try await bench.cache.get(.id(new), .maxAge(0))
    }
    #expect(Set(found).count == found.count, "no row comes twice")
    let stayed = Set(1...60).subtracting(gone)
    #expect(stayed.isSubset(of: found), "no row is skipped: \(stayed.subtracting(found).sorted())")
  }

  @Test func aCursorWorksInAnotherProcess() async throws {
    let bench = try CacheBench(devices: 25)
    try await bench.sync()
    var query = InventoryQuery()
    query.limit = 10
    query.after = try await bench.cache.list(query).next
    let another = try bench.another(offline: true)
    #expect(try await another.list(query).devices.map(\.id) == Array(11...20))
  }
}
