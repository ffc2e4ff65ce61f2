internal import EventLoop
internal import GatewayCore
internal import JSON
internal import Simulator
internal import TestSupport

/// A simulation whose time moves only when a test says so.
struct Bench {
  let clock: MockClock
  let simulation: Simulation

  init(seed: UInt64 = 1, devices: Int = 100, _ change: (inout Simulation.Setup) -> Void = { _ in }) {
    clock = MockClock(.virtual, loop: EventLoop(time: ManualTime()))
    var setup = Simulation.Setup()
    setup.seed = seed
    setup.devices = devices
    change(&setup)
    simulation = Simulation(setup, clock: clock)
  }

  /// Moves the time on, and runs everything that falls due.
  func advance(bySeconds seconds: Double) {
    clock.advance(bySeconds: seconds) {}
    while clock.step(isQuiet: false, awaited: []) {}
  }

  func device(_ number: Int) throws -> any DeviceRecord {
    try simulation.device(.id(number))
  }

  /// All members of a device as JSON text.
  func text(_ number: Int) throws -> String {
    let device = try device(number)
    return writing { device.write(.all, to: &$0) }
  }

  func tree(_ number: Int) throws -> ParameterTree {
    guard let tree = simulation.parameters(of: number) else { throw GatewayError(.notFound) }
    return tree
  }

  /// The number of the first device whose parameters have that root, among those that are there.
  func number(root: String) throws -> Int {
    for number in 1...8 where try tree(number)[ExactString(root)] != nil { return number }
    throw GatewayError(.notFound, "none of the first devices has the root \(root)")
  }
}

extension DeviceRecord {
  var status: DeviceStatus? {
    if case .status(let status) = self[.status] { return status }
    return nil
  }
}
