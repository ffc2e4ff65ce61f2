internal import GatewayCore
internal import JSON
internal import Simulator
internal import Synchronization
internal import Testing

/// What becomes of a fleet whose devices are made, changed and deleted.
@Suite struct FleetChangeTests {
  private func attributes(_ values: [DeviceField: String]) -> DeviceAttributes {
    var attributes = DeviceAttributes()
    for (field, text) in values { attributes[field] = .text(text) }
    if attributes[.type] == nil { attributes[.type] = .integer(1) }
    return attributes
  }

  /// Storing a device must not show: what is told stays the same.
  @Test func aTouchedDeviceTellsWhatItToldBefore() throws {
    let bench = Bench(devices: 300)
    bench.advance(bySeconds: 1234.5)
    for number in 1...300 {
      let before = try bench.text(number)
      var steering = DeviceSteering()
      steering.isBusy = false
      _ = try bench.simulation.steer(.id(number), steering)
      #expect(try bench.text(number) == before)
    }
    let untouched = Bench(devices: 300)
    untouched.advance(bySeconds: 1234.5)
    for moved in [bench, untouched] { moved.advance(bySeconds: 901) }
    for number in 1...300 where number != 47 && number != 53 {
      #expect(try bench.text(number) == untouched.text(number))
    }
  }

  @Test func aNewDeviceGetsTheNextNumberAndConnectsAWhileLater() throws {
    let bench = Bench(devices: 3)
    let made = try bench.simulation.create(attributes([.name: "new", .serialNumber: "S1"]))
    #expect(made.id == 4)
    #expect(made.status == .unknown)
    #expect(made[.lastConnection] == .null)
    bench.advance(bySeconds: 61)
    let seen = try bench.device(4)
    #expect(seen.status == .up)
    #expect(seen[.lastConnection]?.instant != nil)
    #expect(seen[.manufacturer]?.string != nil)
  }

  @Test func aNumberIsNeverGivenTwice() throws {
    let bench = Bench(devices: 3)
    try bench.simulation.delete(.id(3))
    #expect(try bench.simulation.create(attributes([.name: "a"])).id == 4)
    try bench.simulation.delete(.id(4))
    #expect(try bench.simulation.create(attributes([.name: "a"])).id == 5)
    #expect(bench.simulation.snapshot().count == 3)
    #expect(throws: GatewayError.self) { try bench.device(3) }
    #expect(bench.simulation.device(4) == nil)
  }

  @Test func aNameThatWasGivenUpIsFreeForAnother() throws {
    let simulation = Bench(devices: 3).simulation
    let old = try #require(simulation.device(1)?[.name]?.string)
    _ = try simulation.update(
      .id(1),
      {
        var new = DeviceAttributes()
        new[.name] = .text("other")
        return new
      }())
    #expect(simulation.number(of: .name(ExactString(old))) == nil)
    #expect(simulation.number(of: .name(ExactString("other"))) == 1)
    _ = try simulation.update(
      .id(2),
      {
        var new = DeviceAttributes()
        new[.name] = .text(old)
        return new
      }())
    #expect(simulation.number(of: .name(ExactString(old))) == 2)
    try simulation.delete(.id(2))
    #expect(simulation.number(of: .name(ExactString(old))) == nil)
    _ = try simulation.update(
      .id(1),
      {
        var new = DeviceAttributes()
        new[.name] = .text(old)
        return new
      }())
    #expect(simulation.number(of: .name(ExactString(old))) == 1)
  }

  @Test func whoWatchesIsToldEachChangeOnceAndInOrder() throws {
    let simulation = Bench(devices: 3).simulation
    let told = Mutex<[String]>([])
    let key = simulation.watch { change in
      let names = [change.before, change.after].map { $0?[.name]?.string ?? "-" }
      told.withLock { $0.append(names.joined(separator: ">")) }
    }
    let made = try simulation.create(attributes([.name: "a"]))
    _ = try simulation.update(.id(made.id), attributes([.name: "b"]))
    try simulation.delete(.id(made.id))
    simulation.unwatch(key)
    _ = try simulation.create(attributes([.name: "c"]))
    #expect(told.withLock { $0 } == ["->a", "a>b", "b>-"])
  }

  @Test func aFailedChangeTellsNobodyAndChangesNothing() throws {
    let bench = Bench(devices: 3)
    let told = Mutex(0)
    _ = bench.simulation.watch { _ in told.withLock { $0 += 1 } }
    let taken = try #require(try bench.device(2)[.name]?.string)
    let before = try bench.text(1)
    let error = try #require(throws: GatewayError.self) {
      try bench.simulation.update(.id(1), attributes([.name: taken, .description: "changed"]))
    }
    #expect(error.kind == .alreadyExists)
    #expect(error.path == "/attributes/name")
    #expect(try bench.text(1) == before)
    #expect(told.withLock { $0 } == 0)
  }

  @Test func aResetMakesTheFleetAnewAndTheClockGoesOn() throws {
    let bench = Bench(seed: 5, devices: 10)
    let before = try bench.text(1)
    try bench.simulation.delete(.id(1))
    bench.advance(bySeconds: 100)
    #expect(bench.simulation.reset(seed: nil, devices: nil) == 10)
    #expect(try bench.device(1)[.name] != nil)
    #expect(try bench.device(1)[.serialNumber]?.string.map { before.contains($0) } == true)
    #expect(bench.simulation.reset(seed: 6, devices: 20) == 20)
    #expect(try bench.device(1)[.serialNumber]?.string.map { before.contains($0) } == false)
    #expect(bench.clock.now == MockClock.beginning.advanced(bySeconds: 100))
  }

  @Test func devicesOfAFileReplaceTheGeneratedOnes() throws {
    var one = Device()
    one[.name] = .text("a")
    one[.type] = .integer(1)
    one[.status] = .status(.down)
    let bench = Bench { $0.fleet = [one, Device()] }
    #expect(bench.simulation.snapshot().count == 2)
    #expect(bench.simulation.number(of: .name(ExactString("a"))) == 1)
    #expect(try bench.device(1).status == .down)
    #expect(bench.simulation.reset(seed: nil, devices: 5) == 5)
  }
}
