internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

@testable internal import RESTBackend

/// What a walk over pages asks for, and what is remembered of it.
@Suite struct ListWalkTests {
  private func offsets(_ bench: RESTBench) -> [Int] {
    bench.sent.compactMap { $0.split(separator: "offset=").last.flatMap { Int($0) } }.sorted()
  }

  // MARK: Reading ahead

  @Test(arguments: [(1, 1), (100, 1), (101, 2), (200, 2), (250, 3), (301, 4), (1000, 5)])
  func noPageIsAskedForThatIsNotNeeded(_ limit: Int, _ pages: Int) async throws {
    let bench = try RESTBench(devices: 450)
    let page = try await bench.list { $0.limit = limit }
    #expect(page.devices.map(\.id) == Array(1...min(limit, 450)))
    #expect(page.total == 450)
    #expect(offsets(bench) == (0..<pages).map { $0 * 100 })
  }

  @Test func aSummaryReadsEachPageOnce() async throws {
    let bench = try RESTBench(devices: 450)
    let groups = try await bench.backend.summarize([.status], InventoryFilter(), ReadPolicy())
    #expect(groups.reduce(0) { $0 + $1.count } == 450)
    #expect(offsets(bench) == [0, 100, 200, 300, 400])
  }

  @Test func aShortPageInTheMiddleIsFollowedByTheRowsBehindIt() async throws {
    let bench = try RESTBench(devices: 450)
    let short = #"{"count":450,"next":"x","results":[{"id":101,"name":"a"},{"id":102,"name":"b"}]}"#
    bench.upstream.answer(.get, "/inventory_device/?limit=100&offset=100", short)
    let page = try await bench.list { $0.limit = 1000 }
    #expect(page.devices.map(\.id) == Array(1...450))
    #expect(offsets(bench).contains(102))
  }

  @Test func anErrorBehindWhatIsTakenIsTheErrorOfTheList() async throws {
    let bench = try RESTBench(devices: 450)
    bench.upstream.answer(.get, "/inventory_device/?limit=100&offset=200", times: 9, status: 403)
    let error = try await refusal { try await bench.list { $0.limit = 1000 } }
    #expect(error.kind == .forbidden)
    #expect(try await bench.list { $0.limit = 200 }.devices.count == 200)
  }

  @Test func whoGoesOnIsReadAheadForAndNotBeyondTheEnd() async throws {
    let bench = try RESTBench(devices: 450)
    let first = try await bench.list { $0.limit = 150 }
    try bench.forget()
    let rest = try await bench.list {
      $0.limit = 1000
      $0.after = first.next
    }
    #expect((first.devices + rest.devices).map(\.id) == Array(1...450))
    #expect(offsets(bench) == [150, 250, 350])
  }

  @Test func whoGoesOnInAListThatIsShorterByNowGetsWhatThereIs() async throws {
    let bench = try RESTBench(devices: 450)
    let first = try await bench.list { $0.limit = 150 }
    for id in 200...450 { try await bench.backend.delete(.id(id)) }
    let rest = try await bench.list {
      $0.limit = 1000
      $0.after = first.next
    }
    #expect(rest.devices.map(\.id) == Array(151...199))
    #expect(rest.next == nil)
  }

  // MARK: What is remembered

  @Test func aRowOfAListIsRememberedByItsNames() async throws {
    let bench = try RESTBench()
    _ = try await bench.list { $0.limit = 60 }
    for id in [1, 30, 60] {
      #expect(bench.backend.knownID(of: try bench.name(id)) == id)
      #expect(bench.backend.knownID(of: try bench.serial(id)) == id)
    }
  }

  private func device(_ id: Int, _ name: String) -> Device {
    var device = Device()
    device[.id] = .integer(id)
    device[.name] = .text(name)
    return device
  }

  @Test func theLatestOfAllThatWasNotedCounts() {
    let known = KnownDevices(clock: ImpatientClock(), most: 3)
    known.learn(device(1, "a"))
    for id in 2...9 { known.note(device(id, "n\(id)")) }
    known.note(device(9, "b"))
    #expect(known.id(of: .name(ExactString("b"))) == 9)
    #expect(known.id(of: .name(ExactString("n9"))) == nil)
    #expect(known.id(of: .name(ExactString("n8"))) == 8)
    #expect(known.id(of: .name(ExactString("n4"))) == nil)
    known.note(device(8, "c"))
    known.forget(8)
    #expect(known.id(of: .name(ExactString("c"))) == nil)
    #expect(known.record(9)?[.name] == .text("b"))
  }
}
