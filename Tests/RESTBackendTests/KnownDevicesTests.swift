internal import ControlServer
internal import GatewayCore
internal import JSON
internal import Simulator
internal import TestSupport
internal import Testing

@testable internal import RESTBackend

/// What is remembered of devices: which id a name belongs to, as long as upstream does not say otherwise.
@Suite struct KnownDevicesTests {
  private func device(_ id: Int, _ name: String) -> Device {
    var device = Device()
    device[.id] = .integer(id)
    device[.name] = .text(ExactString(name))
    device[.serialNumber] = .text(ExactString("S\(id)"))
    device[.uuid] = .text(ExactString("u\(id)"))
    return device
  }

  private func named(_ text: String) -> DeviceSelector { .name(ExactString(text)) }

  // MARK: The table

  @Test func aDeviceIsKnownByAllItsNames() {
    let known = KnownDevices(clock: ImpatientClock())
    known.learn(device(1, "a"))
    for selector in [named("a"), .serialNumber(ExactString("S1")), .uuid(ExactString("u1")), .id(1)] {
      #expect(known.id(of: selector) == 1)
    }
    #expect(known.id(of: named("b")) == nil)
    known.forget(1)
    for selector in [named("a"), .serialNumber(ExactString("S1")), .uuid(ExactString("u1"))] {
      #expect(known.id(of: selector) == nil)
    }
    #expect(known.record(1) == nil)
  }

  @Test func aNameThatMovedBelongsToItsNewOwner() {
    let known = KnownDevices(clock: ImpatientClock())
    known.learn(device(1, "a"))
    known.learn(device(2, "a"))
    #expect(known.id(of: named("a")) == 2)
    known.learn(device(1, "b"))
    #expect(known.id(of: named("a")) == 2)
    #expect(known.id(of: named("b")) == 1)
    known.forget(1)
    #expect(known.id(of: named("a")) == 2)
  }

  @Test func itIsBounded() {
    let known = KnownDevices(clock: ImpatientClock(), most: 3)
    for id in 1...1000 {
      known.learn(device(id, "n\(id)"))
      if id.isMultiple(of: 3) { known.forget(id) }
      #expect((1...id).count { known.record($0) != nil } <= 3)
    }
    #expect((1...1000).count { known.id(of: named("n\($0)")) != nil } <= 3)
    #expect(known.record(1000) != nil)
  }

  @Test func whatWasForgottenAndSeenAgainIsAsGoodAsNew() {
    let known = KnownDevices(clock: ImpatientClock(), most: 3)
    known.learn(device(1, "a"))
    known.forget(1)
    known.learn(device(1, "a"))
    known.learn(device(2, "b"))
    known.learn(device(3, "c"))
    #expect(known.record(1) != nil)
    #expect(known.id(of: named("a")) == 1)
  }

  // MARK: What upstream says

  @Test func renamedElsewhere() async throws {
    let bench = try RESTBench()
    let old = try bench.name(3)
    try await bench.get(old)
    #expect(bench.backend.knownID(of: old) == 3)
    try bench.change(3, .name, .text("renamed"))
    #expect(try await refusal { try await bench.get(old) }.kind == .notFound)
    #expect(bench.backend.knownID(of: old) == nil)
    #expect(try await bench.get(named("renamed")).id == 3)
    #expect(bench.backend.knownID(of: named("renamed")) == 3)
    // The old name is another's now.
    guard case .name(let text) = old else { return }
    try bench.change(4, .name, .text(text))
    #expect(try await bench.get(old).id == 4)
    #expect(try await bench.backend.resolve(old).id == 4)
  }

  @Test func renamedByUs() async throws {
    let bench = try RESTBench()
    let old = try bench.name(3)
    try await bench.update(old, #"{"name":"renamed"}"#)
    #expect(bench.backend.knownID(of: old) == nil)
    #expect(bench.backend.knownID(of: named("renamed")) == 3)
  }

  @Test func deletedElsewhere() async throws {
    let bench = try RESTBench()
    let name = try bench.name(3)
    try await bench.get(name)
    try bench.server.simulation.delete(.id(3))
    #expect(try await refusal { try await bench.get(.id(3)) }.kind == .notFound)
    #expect(bench.backend.knownID(of: name) == nil)
  }

  @Test func deletedByUs() async throws {
    let bench = try RESTBench()
    let name = try bench.name(3)
    try await bench.get(name)
    try await bench.backend.delete(name)
    #expect(bench.backend.knownID(of: name) == nil)
    #expect(try await refusal { try await bench.backend.resolve(name) }.kind == .notFound)
  }

  /// There is no way to ask for a uuid: it is found in a list once, and by its id after that.
  @Test func aUUIDIsLookedForOnce() async throws {
    let bench = try RESTBench("page-max=10")
    let uuid = DeviceSelector.uuid(ExactString(try bench.text(25, .uuid)))
    #expect(try await bench.get(uuid).id == 25)
    #expect(bench.sent.count == 4)
    try bench.forget()
    #expect(try await bench.get(uuid).id == 25)
    #expect(bench.sent == ["GET /inventory_device/25/"])
    try bench.server.simulation.delete(.id(25))
    #expect(try await refusal { try await bench.get(uuid) }.kind == .notFound)
  }

  @Test func whatWasReadNeedsNoUpstreamToBeResolved() async throws {
    let bench = try RESTBench()
    try await bench.get(.id(3))
    try bench.forget()
    #expect(try await bench.backend.resolve(bench.name(3)).id == 3)
    #expect(try await bench.backend.resolve(bench.serial(3)).record?.id == 3)
    #expect(try await bench.backend.resolve(.id(17)).id == 17)
    #expect(bench.sent.isEmpty)
    #expect(try await bench.backend.resolve(bench.name(5)).id == 5)
    #expect(bench.sent.count == 1)
  }

  /// A name may be another device's by the time that an operation is sent: what was read long ago is looked at again.
  @Test func whatWasReadLongAgoIsResolvedAnew() async throws {
    let bench = try RESTBench()
    let name = try bench.name(3)
    try await bench.get(name)
    try bench.change(3, .name, .text("renamed"))
    guard case .name(let text) = name else { return }
    try bench.change(4, .name, .text(text))
    bench.wait(301)
    #expect(try await bench.backend.resolve(name).id == 4)
  }
}
