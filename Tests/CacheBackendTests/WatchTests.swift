internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Watchers are told what a sync or a write has changed.
@Suite(.serialized) struct WatchTests {
  private func watched(_ bench: CacheBench) -> Log<String> {
    let log = Log<String>()
    _ = bench.cache.watch { change in
      switch (change.before, change.after) {
      case (nil, let after?): log.add("created \(after.id)")
      case (let before?, nil): log.add("deleted \(before.id) \(before[.name]?.string ?? "")")
      case (let before?, let after?):
        log.add("updated \(after.id) \(after.changed(from: before).map { "\($0.name)" }.joined(separator: " "))")
      case (nil, nil): log.add("nothing")
      }
    }
    return log
  }

  @Test func writesAndSyncs() async throws {
    let bench = try CacheBench(devices: 20)
    try await bench.sync()
    let log = watched(bench)
    let made = try await bench.cache.create(attributes(#"{"name": "made", "type": 1}"#)).id
    _ = try await bench.cache.update(.id(3), attributes(#"{"description": "x"}"#))
    _ = try await bench.cache.update(.id(3), attributes(#"{"description": "x"}"#))
    try await bench.cache.delete(.id(4))
    #expect(log.entries == ["created \(made)", "updated 3 description", "deleted 4 device-4"])
    log.clear()
    bench.upstream[5] = nil
    bench.upstream.change(6, .status, .status(.down))
    bench.upstream[40] = .plain(40)
    bench.clock.advance(bySeconds: 10)
    try await bench.sync()
    #expect(log.entries == ["updated 6 status", "created 40", "deleted 5 device-5"])
    log.clear()
    bench.upstream.change(7, .name, .text("seven"))
    bench.clock.advance(bySeconds: 10)
    _ = try await bench.cache.get(.id(7), .maxAge(0))
    #expect(log.entries == ["updated 7 name"])
  }

  @Test func noFloodWhileAColdCacheIsFilled() async throws {
    let bench = try CacheBench(devices: 20)
    let log = watched(bench)
    _ = try await bench.cache.get(.id(3), .any)
    try await bench.sync()
    #expect(log.entries.isEmpty)
    try await bench.cache.clear()
    try await bench.sync()
    #expect(log.entries.isEmpty, "what was forgotten was not deleted, and is not new")
  }

  @Test func whatIsMadeWhileTheCacheIsColdIsTold() async throws {
    let bench = try CacheBench(devices: 20)
    let log = watched(bench)
    let made = try await bench.cache.create(attributes(#"{"name": "made", "type": 1}"#)).id
    #expect(log.entries == ["created \(made)"])
  }

  @Test func afterUnwatchNothingIsTold() async throws {
    let bench = try CacheBench(devices: 20)
    try await bench.sync()
    let log = Log<Int>()
    let key = bench.cache.watch { _ in log.add(1) }
    bench.cache.unwatch(key)
    try await bench.cache.delete(.id(4))
    #expect(log.entries.isEmpty)
  }

  @Test func aFailedWriteTellsNothing() async throws {
    let bench = try CacheBench(devices: 20)
    try await bench.sync()
    let log = watched(bench)
    bench.upstream.fail(.rejected)
    _ = try await refusal { try await bench.cache.delete(.id(4)) }
    _ = try await refusal { try await bench.cache.update(.id(4), attributes(#"{"name": "x"}"#)) }
    #expect(log.entries.isEmpty)
  }
}
