internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// The fleet that a seed makes.
@Suite struct FleetTests {
  @Test(arguments: [1, 2, 42, UInt64.max] as [UInt64]) func theSameSeedMakesTheSameFleet(seed: UInt64) throws {
    let (one, other) = (Bench(seed: seed), Bench(seed: seed))
    for number in 1...100 { #expect(try one.text(number) == other.text(number)) }
    let stranger = Bench(seed: seed &+ 1)
    #expect(try (1...100).contains { try one.text($0) != stranger.text($0) })
  }

  @Test(arguments: [1, 7, 99]) func aFleetBeginsAsALongerOneDoes(devices: Int) throws {
    let (short, long) = (Bench(devices: devices), Bench(devices: 5000))
    #expect(short.simulation.snapshot().count == devices)
    for number in 1...devices {
      #expect(try short.text(number) == long.text(number))
      #expect(
        try short.tree(number).parameters(below: ExactString(""))
          == long.tree(number).parameters(below: ExactString("")))
    }
    #expect(throws: GatewayError.self) { try short.device(devices + 1) }
  }

  @Test func everyDeviceTellsWhatTheContractDemands() throws {
    let bench = Bench(devices: 2000)
    var up = 0
    for number in 1...2000 {
      let device = try bench.device(number)
      #expect(device[.id] == .integer(number))
      for field in [DeviceField.uuid, .name, .serialNumber, .type, .organizationID, .status, .created] {
        #expect(device[field] != nil && device[field] != .null, "\(field.name) of \(number)")
      }
      #expect((device[.lastConnection] == .null) == (device.status == .unknown))
      for flag in [DeviceField.reboot, .factory, .deviceFactory, .sync, .reconf, .firmwareImageIsPending] {
        #expect(device[flag] == .boolean(false))
      }
      #expect(device[.pendingSettings] == .texts([]))
      if device.status == .up { up += 1 }
    }
    #expect(up > 1000)
    for number in 1...8 { #expect(try bench.device(number).status == .up) }
  }

  @Test func everyDeviceIsFoundByEachOfItsNames() throws {
    let simulation = Bench(devices: 20_000).simulation
    var seen: Set<ExactString> = []
    for number in 1...20_000 {
      let device = try #require(simulation.device(number))
      let (name, serial, uuid) = try (
        #require(device[.name]?.string), #require(device[.serialNumber]?.string), #require(device[.uuid]?.string)
      )
      for text in [name, serial, uuid] { #expect(seen.insert(ExactString(text)).inserted) }
      #expect(simulation.number(of: .name(ExactString(name))) == number)
      #expect(simulation.number(of: .serialNumber(ExactString(serial))) == number)
      #expect(simulation.number(of: .uuid(ExactString(uuid))) == number)
      #expect(simulation.number(of: .id(number)) == number)
    }
    #expect(seen.count == 60_000)
  }

  /// A fleet of that size would take gigabytes if its devices were stored.
  @Test func aFleetOfAMillionIsThereAtOnce() throws {
    let simulation = Bench(devices: Simulation.mostDevices).simulation
    let last = try #require(simulation.device(Simulation.mostDevices))
    let name = try #require(last[.name]?.string)
    #expect(simulation.number(of: .name(ExactString(name))) == Simulation.mostDevices)
    #expect(simulation.device(Simulation.mostDevices + 1) == nil)
    #expect(simulation.device(0) == nil)
  }

  @Test(arguments: ["", "x", "lima-ont-000001x", "CP", "CPzzzzzzzz", "CP00000000", "-1", "lima-ont-999999"])
  func aNameThatNobodyHasFindsNobody(_ text: String) {
    let simulation = Bench().simulation
    #expect(simulation.number(of: .name(ExactString(text))) == nil)
    #expect(simulation.number(of: .serialNumber(ExactString(text))) == nil)
    #expect(simulation.number(of: .uuid(ExactString(text))) == nil)
  }

  @Test func namesAreComparedCaseAndAll() throws {
    let simulation = Bench().simulation
    let device = try #require(simulation.device(1))
    for field in [DeviceField.name, .serialNumber, .uuid] {
      let text = try #require(device[field]?.string)
      let other = text == text.uppercased() ? text.lowercased() : text.uppercased()
      #expect(simulation.number(of: .name(ExactString(other))) == nil)
      #expect(simulation.number(of: .serialNumber(ExactString(other))) == nil)
      #expect(simulation.number(of: .uuid(ExactString(other))) == nil)
    }
  }
}
