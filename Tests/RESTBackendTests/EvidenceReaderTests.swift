internal import ControlServer
internal import GatewayCore
internal import Simulator
internal import TestSupport
internal import Testing

@testable internal import RESTBackend

/// How devices are read that operations wait on: one by one while they are few, by pages when they are many.
@Suite struct EvidenceReaderTests {
  private static let one = "/inventory_device/"
  private static let pages = "/inventory_device_name/"

  /// Asks for all of these at once; what they tell is awaited later.
  private func ask(_ bench: RESTBench, _ ids: some Sequence<Int>) -> [Task<Observation, any Error>] {
    ids.map { id in Task.immediate { try await bench.backend.observe(id, .evidence) } }
  }

  private func answers(_ tasks: [Task<Observation, any Error>]) async throws -> [Observation] {
    var answers: [Observation] = []
    for task in tasks { answers.append(try await task.value) }
    return answers
  }

  private func names(_ bench: RESTBench, _ ids: some Sequence<Int>) throws -> [String] {
    try ids.map { try bench.text($0, .name) }
  }

  @Test func oneReadServesAllWhoWaitForADevice() async throws {
    let bench = try RESTBench()
    let gate = Gate()
    bench.upstream.hold(.get, Self.one, gate)
    let tasks = ask(bench, Array(repeating: 3, count: 50))
    gate.open()
    let seen = try await answers(tasks)
    #expect(seen.map(\.name) == Array(repeating: try bench.text(3, .name), count: 50))
    #expect(bench.sent == ["GET /inventory_device/3/?pending=true"])
    // Whoever asks after that is read for anew.
    _ = try await answers(ask(bench, [3]))
    #expect(bench.sent.count == 2)
  }

  @Test func fewDevicesAreReadOneByOne() async throws {
    let bench = try RESTBench()
    let gate = Gate()
    bench.upstream.hold(.get, Self.one, times: 8, gate)
    let tasks = ask(bench, 1...27)
    gate.open()
    #expect(try await answers(tasks).map(\.name) == (try names(bench, 1...27)))
    #expect(bench.sent.count == 27)
    #expect(bench.sent.allSatisfy { $0.hasPrefix("GET \(Self.one)") })
  }

  @Test func manyDevicesAreReadByPages() async throws {
    let bench = try RESTBench(devices: 250)
    let (single, page) = (Gate(), Gate())
    bench.upstream.hold(.get, Self.one, times: 8, single)
    bench.upstream.hold(.get, Self.pages, page)
    let tasks = ask(bench, 1...250)
    page.open()
    single.open()
    #expect(try await answers(tasks).map(\.name) == (try names(bench, 1...250)))
    // Eight went out at once, a first pass found twenty in one page, a second all the others in three.
    #expect(bench.sent.count { $0.hasPrefix("GET \(Self.one)") } == 8)
    #expect(bench.sent.count { $0.hasPrefix("GET \(Self.pages)") } == 4)
    #expect(bench.sent.allSatisfy { $0.contains("pending=true") && !$0.contains("update_status") })
  }

  /// Eight devices of many are not worth their pages.
  @Test func aLargeFleetIsNotReadForAFew() async throws {
    let bench = try RESTBench(devices: 4000)
    let gate = Gate()
    bench.upstream.hold(.get, Self.one, times: 8, gate)
    let ids = (1...38).map { $0 * 100 }
    let tasks = ask(bench, ids)
    gate.open()
    #expect(try await answers(tasks).map(\.name) == (try names(bench, ids)))
    // One page tells how many there are; after that nobody looks again.
    #expect(bench.sent.count { $0.hasPrefix("GET \(Self.pages)") } == 1)
    #expect(bench.sent.count { $0.hasPrefix("GET \(Self.one)") } == 38)
  }

  @Test func devicesThatNoPageTellsAreReadByThemselves() async throws {
    let bench = try RESTBench(devices: 100)
    let gate = Gate()
    bench.upstream.hold(.get, Self.one, times: 8, gate)
    try bench.server.simulation.delete(.id(50))
    let tasks = ask(bench, 1...100)
    gate.open()
    for (id, task) in zip(1..., tasks) {
      guard id == 50 else {
        #expect(try await task.value.name == bench.text(id, .name))
        continue
      }
      #expect(try await refusal { try await task.value }.kind == .notFound)
    }
    #expect(bench.sent.count { $0 == "GET /inventory_device/50/?pending=true" } == 1)
    #expect(bench.sent.count < 30)
  }

  /// A list without what evidence needs is not asked for again.
  @Test func aListThatTellsTooLittleIsGivenUp() async throws {
    let bench = try RESTBench(devices: 100)
    let gate = Gate()
    bench.upstream.hold(.get, Self.one, times: 8, gate)
    let rows = (1...100).map { #"{"id":\#($0),"name":"n\#($0)","status":"Up"}"# }.joined(separator: ",")
    bench.upstream.answer(.get, Self.pages, times: 100, #"{"count":100,"next":null,"results":[\#(rows)]}"#)
    let tasks = ask(bench, 1...100)
    gate.open()
    let seen = try await answers(tasks)
    #expect(seen.map(\.name) == (try names(bench, 1...100)))
    #expect(seen.allSatisfy { $0.statusChange != nil || $0.status == .unknown })
    #expect(bench.sent.count { $0.hasPrefix("GET \(Self.pages)") } == 1)
    #expect(bench.sent.count { $0.hasPrefix("GET \(Self.one)") } == 100)
  }

  @Test func aListThatFailsHoldsNobodyUp() async throws {
    let bench = try RESTBench(devices: 100)
    let gate = Gate()
    bench.upstream.hold(.get, Self.one, times: 8, gate)
    bench.upstream.answer(.get, Self.pages, times: 4, status: 500)
    let tasks = ask(bench, 1...40)
    gate.open()
    #expect(try await answers(tasks).map(\.name) == (try names(bench, 1...40)))
  }

  @Test func whoeverWaitsHearsWhyADeviceCannotBeRead() async throws {
    let bench = try RESTBench()
    let gate = Gate()
    bench.upstream.hold(.get, Self.one, gate)
    bench.upstream.answer(.get, Self.one, times: 1, status: 500)
    let tasks = ask(bench, [3, 3, 4])
    gate.open()
    var kinds: [ErrorKind?] = []
    for task in tasks {
      do { _ = try await task.value } catch { kinds.append((error as? GatewayError)?.kind) }
    }
    #expect(kinds.contains(.upstreamError))
    #expect(try await answers(ask(bench, [3, 4])).count == 2)
  }
}
