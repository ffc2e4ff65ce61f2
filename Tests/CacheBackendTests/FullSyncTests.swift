internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// A full sync, over upstreams that behave well and others.
@Suite(.serialized) struct FullSyncTests {
  @Test func fillsAndCounts() async throws {
    let bench = try CacheBench(devices: 35)
    let progress = Log<Int>()
    let first = try await bench.cache.sync(.full) { progress.add($0.done) }
    #expect([first.fetched, first.created, first.updated, first.deleted] == [35, 35, 0, 0])
    #expect(progress.entries.last == 35)
    #expect(progress.entries == progress.entries.sorted())
    #expect(try await bench.ids() == Array(1...35))
    bench.upstream[5] = nil
    bench.upstream[36] = .plain(36)
    bench.upstream.change(7, .name, .text("renamed"))
    bench.clock.advance(bySeconds: 10)
    let second = try await bench.sync()
    #expect([second.fetched, second.created, second.updated, second.deleted] == [35, 1, 1, 1])
    #expect(try await bench.held(7) == "renamed")
    #expect(try await bench.ids() == Array(1...4) + Array(6...36))
  }

  @Test func unchangedRowsAreNotWritten() async throws {
    let bench = try CacheBench(devices: 50)
    try await bench.sync()
    let before = try bench.rows()
    bench.clock.advance(bySeconds: 100)
    try await bench.sync()
    #expect(try bench.rows() == before)
    #expect(try await bench.age(of: 20) == 0, "all the same they are as young as the sync")
    bench.upstream.change(3, .description, .text("x"))
    bench.clock.advance(bySeconds: 100)
    try await bench.sync()
    #expect(try (1...2).contains(before.subtracting(bench.rows()).count), "the record, and perhaps its columns")
  }

  @Test func rowsRepeatedAndReordered() async throws {
    let bench = try CacheBench(devices: 40)
    let upstream = bench.upstream
    upstream.onPage { walk in
      var page = upstream.plainPage(walk)
      // Each page again tells some rows of the one before, backwards.
      page.devices += (1...40).filter { $0 <= walk.place && $0 > walk.place - 5 }.compactMap { upstream[$0] }
      page.devices.reverse()
      page.devices += page.devices.prefix(2)
      return page
    }
    let outcome = try await bench.sync()
    #expect(outcome.created == 40)
    #expect(outcome.updated == 0)
    #expect(try await bench.ids() == Array(1...40))
  }

  @Test func rowsDroppedBetweenPagesAreAskedForOneByOne() async throws {
    let bench = try CacheBench(devices: 40)
    try await bench.sync()
    let upstream = bench.upstream
    upstream.onPage { walk in
      var page = upstream.plainPage(walk)
      page.devices.removeAll { [12, 13, 14].contains($0.id) }
      return page
    }
    upstream[13] = nil
    upstream.change(14, .name, .text("other"))
    upstream.forgetCalls()
    bench.clock.advance(bySeconds: 50)
    let outcome = try await bench.sync()
    #expect(upstream.gets == [.id(12), .id(13), .id(14)])
    #expect(outcome.deleted == 1)
    #expect(outcome.updated == 1)
    #expect(try await bench.ids() == Array(1...12) + Array(14...40))
    #expect(try await bench.held(14) == "other")
    #expect(try await bench.age(of: 12) == 0)
  }

  @Test func whatCannotBeAskedForStaysAndKeepsItsAge() async throws {
    let bench = try CacheBench(devices: 20)
    try await bench.sync()
    bench.clock.advance(bySeconds: 100)
    try await bench.sync()
    let upstream = bench.upstream
    upstream.onPage { walk in
      var page = upstream.plainPage(walk)
      page.devices.removeAll { $0.id == 3 }
      return page
    }
    upstream.onGet { () throws(GatewayError) in throw GatewayError(.unreachable) }
    bench.clock.advance(bySeconds: 50)
    let outcome = try await bench.sync()
    #expect(outcome.deleted == 0)
    #expect(try await bench.age(of: 3) == 50, "it was met 50 seconds ago")
    #expect(try await bench.age(of: 4) == 0)
    bench.clock.advance(bySeconds: 50)
    try await bench.sync()
    #expect(try await bench.age(of: 3) == 100)
    #expect(try await bench.cache.list(InventoryQuery()).freshness.age == 100, "the age of a list is of its oldest row")
    upstream.onPage(nil)
    try await bench.sync()
    #expect(try await bench.age(of: 3) == 0)
  }

  @Test func aSerialNumberUnderANewID() async throws {
    let bench = try CacheBench(devices: 20)
    try await bench.sync()
    var moved = Device.plain(5)
    moved[.id] = .integer(105)
    bench.upstream[5] = nil
    bench.upstream[105] = moved
    bench.clock.advance(bySeconds: 10)
    let outcome = try await bench.sync()
    #expect([outcome.created, outcome.deleted] == [1, 1])
    #expect(try await bench.cache.get(.serialNumber("S5"), .any).device.id == 105)
    #expect(try await bench.ids(#"{"serial_number": "S5"}"#) == [105])
  }

  @Test func aPageThatRepeatsForEver() async throws {
    let bench = try CacheBench(devices: 20)
    let upstream = bench.upstream
    upstream.onPage { walk in
      var page = upstream.plainPage(InventoryWalk())
      page.next = walk.place + 10
      return page
    }
    #expect(try await refusal { try await bench.sync() } == .upstreamError)
    #expect(upstream.walks.count < 20)
    upstream.onPage(nil)
    bench.clock.advance(bySeconds: 10)
    try await bench.sync()
    #expect(try await bench.ids() == Array(1...20), "an upstream that is well again is read to its end")
  }

  @Test func aPlaceThatDoesNotMove() async throws {
    let bench = try CacheBench(devices: 20)
    bench.upstream.onPage { walk in
      var page = WalkPage()
      page.next = walk.place
      return page
    }
    #expect(try await refusal { try await bench.sync() } == .upstreamError)
  }

  @Test func pagesWithoutRowsAreNotTheEnd() async throws {
    let bench = try CacheBench(devices: 20)
    let upstream = bench.upstream
    // A source that filters by itself may find nothing in a page, and in many.
    upstream.onPage { walk in
      guard walk.place >= 1000 else {
        var page = WalkPage()
        page.next = walk.place + 100
        return page
      }
      var walk = walk
      walk.place -= 1000
      var page = upstream.plainPage(walk)
      page.next = page.next.map { $0 + 1000 }
      return page
    }
    #expect(try await bench.sync().created == 20)
  }

  @Test func pagesAheadThatDoNotFitAreNotTaken() async throws {
    let bench = try CacheBench(devices: 40)
    let upstream = bench.upstream
    upstream.onPage { walk in
      var page = upstream.plainPage(walk)
      page.ahead = page.next.map { [$0 + 10, $0 + 13] } ?? []
      return page
    }
    let outcome = try await bench.sync()
    #expect(outcome.fetched == 40)
    #expect(try await bench.ids() == Array(1...40))
  }
}
