internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import Synchronization
internal import TestSupport
internal import Testing

/// Whatever upstream does between and during syncs, one that it lets through makes the cache what upstream is.
@Suite(.serialized) struct RandomSyncTests {
  /// Tells pages as an unruly upstream does.
  private static func trouble(_ bench: CacheBench, seed: UInt64) {
    let upstream = bench.upstream
    let numbers = Mutex(SeededNumbers(seed: seed))
    upstream.onPage { walk throws(GatewayError) in
      let (dice, shift) = numbers.withLock { (Int.random(in: 0..<10, using: &$0), Int.random(in: 1...6, using: &$0)) }
      var page = upstream.plainPage(walk)
      switch dice {
      case 0: throw GatewayError(.unreachable)
      case 1: page.devices.reverse()
      case 2: page.devices += page.devices.prefix(shift)
      case 3: page.devices.removeFirst(min(shift, page.devices.count))
      case 4: page.ahead = page.next.map { [$0 + shift, $0 + 10] } ?? []
      case 5:
        var earlier = walk
        earlier.place = max(0, walk.place - shift)
        page.devices += upstream.plainPage(earlier).devices
      default: break
      }
      return page
    }
  }

  private func step(_ bench: CacheBench, _ cache: CacheBackend, _ numbers: inout SeededNumbers) async throws {
    let ids = bench.upstream.ids
    guard let id = ids.randomElement(using: &numbers) else { return }
    bench.clock.advance(bySeconds: Double.random(in: 0.1...100, using: &numbers))
    switch Int.random(in: 0..<12, using: &numbers) {
    case 0: bench.upstream[id] = nil
    case 1:
      let new = (ids.last ?? 0) + Int.random(in: 1...3, using: &numbers)
      bench.upstream[new] = .plain(new, name: "new-\(bench.clock.now.milliseconds)")
    case 2, 3:
      bench.upstream.change(id, .description, .text("\(Int.random(in: 0...3, using: &numbers))"))
      bench.upstream.change(id, .statusChange, .time(bench.clock.now))
    case 4: _ = try? await cache.sync(.full) { _ in }
    case 5: _ = try? await cache.sync(.incremental) { _ in }
    case 6: _ = try? await cache.get(.id(id), .maxAge(0))
    case 7: _ = try? await cache.update(.id(id), attributes(#"{"description": "written"}"#))
    case 8: _ = try? await cache.create(attributes("{\"name\": \"made-\(bench.clock.now.milliseconds)\", \"type\": 1}"))
    case 9: _ = try? await cache.delete(.id(id))
    case 10:
      bench.upstream.onWrite { () throws(GatewayError) in throw GatewayError(.outcomeUnknown) }
      _ = try? await cache.update(.id(id), attributes(#"{"customer_id": "unknown"}"#))
      bench.upstream.onWrite(nil)
    default:
      let other = ids.randomElement(using: &numbers) ?? id
      let name = bench.upstream[id]?[.name]
      bench.upstream.change(id, .name, bench.upstream[other]?[.name])
      bench.upstream.change(other, .name, name)
    }
  }

  private func told(_ devices: [any DeviceRecord]) -> [Int: Device] {
    Dictionary(uniqueKeysWithValues: devices.map { ($0.id, Device($0)) })
  }

  private func all(_ cache: CacheBackend) async throws -> [Int: Device] {
    var query = InventoryQuery()
    query.limit = 1000
    return told(try await cache.list(query).devices)
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>) func endsAsUpstreamIs(seed: UInt64) async throws {
    let bench = try CacheBench(devices: 60)
    try await bench.sync()
    var numbers = SeededNumbers(seed: seed)
    RandomSyncTests.trouble(bench, seed: seed)
    var cache = bench.cache
    let watched = Watcher(try await all(cache))
    _ = cache.watch { watched.apply($0) }
    for _ in 0..<120 {
      try await step(bench, cache, &numbers)
      if numbers.chance(0.05) {
        cache.close()
        cache = try bench.another()
        _ = cache.watch { watched.apply($0) }
      }
      let held = Set(try await cache.ids())
      #expect(held == watched.ids, "who watches knows what there is")
    }
    bench.upstream.onPage(nil)
    // The first ends what is left of an earlier pass.
    for _ in 0..<2 {
      bench.clock.advance(bySeconds: 1)
      _ = try await cache.sync(.full) { _ in }
    }
    let upstream = told(bench.upstream.ids.compactMap { bench.upstream[$0] })
    let held = try await all(cache)
    #expect(Set(held.keys) == Set(upstream.keys))
    for (id, device) in held { #expect(device == upstream[id], "\(id)") }
    #expect(watched.devices == held)
    #expect(try await cache.list(InventoryQuery()).freshness.age == 0)
    for (id, device) in upstream {
      guard case .text(let name) = device[.name] else { continue }
      #expect(try await cache.get(.name(name), .any).device.id == id)
    }
    cache.close()
  }
}

/// What one who watches from the beginning thinks there is.
private final class Watcher: Sendable {
  private let state: Mutex<[Int: Device]>

  init(_ devices: [Int: Device]) {
    state = Mutex(devices)
  }

  var devices: [Int: Device] { state.withLock { $0 } }
  var ids: Set<Int> { Set(devices.keys) }

  func apply(_ change: DeviceChange) {
    state.withLock { devices in
      if let before = change.before { devices[before.id] = nil }
      if let after = change.after { devices[after.id] = Device(after) }
    }
  }
}
