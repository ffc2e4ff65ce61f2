internal import EventLoop
internal import GatewayCore
internal import JSON
internal import MockBackend
internal import Simulator
internal import TestSupport
internal import Testing

/// A backend with whatever stands behind it: what the suites are run against.
struct Stack: Sendable, CustomTestStringConvertible {
  let name: String
  /// Why it may answer otherwise than the others, where it may.
  let differences: Differences
  let make: @Sendable () throws -> Backend

  /// All stacks there are: a new one is a line here.
  static let all: [Stack] = [
    Stack(name: "mock", differences: Differences()) { try Backend.mock() }
  ]

  var testDescription: String { name }
}

/// The declared differences of a stack; each needs a reason beside the line that declares it.
struct Differences: Sendable {
  /// Members that this source does not tell of a new device.
  var untold: Set<DeviceField> = []
  /// Lists by any other member than the id are `unsupported`.
  var sortsByIDOnly = false
  /// Its cursors may skip or repeat rows when devices come and go.
  var unstableCursors = false
  /// Its changes are found by asking, not told.
  var mustBeAskedForChanges = false
  /// Nothing tells the values of a `get`.
  var hasNoHeadlessResults = false
}

/// One backend, and what the tests need beside its protocols: time that goes on.
struct Backend: Sendable {
  /// How many devices it begins with; their ids are dense from 1.
  static let devices = 60

  let inventory: any InventoryBackend
  let operations: any OperationBackend
  /// Lets the devices do what was asked of them.
  let letTimePass: @Sendable (_ seconds: Double) -> Void
  /// Takes a device away from the network.
  let disconnect: @Sendable (_ device: Int) throws -> Void
  /// A parameter of the first device that can be set, and one that cannot.
  let writable: String
  let readOnly: String

  static func mock() throws -> Backend {
    let clock = MockClock(.virtual, loop: EventLoop(time: ManualTime()))
    var setup = Simulation.Setup()
    setup.devices = devices
    let mock = MockBackend(Simulation(setup, clock: clock))
    let isDevice2 = mock.simulation.parameters(of: 1)?.childNames(of: .init("Device")).isEmpty == false
    let root = isDevice2 ? "Device" : "InternetGatewayDevice"
    return Backend(
      inventory: mock, operations: mock,
      letTimePass: { seconds in
        clock.advance(bySeconds: seconds) {}
        while clock.step(isQuiet: false, awaited: []) {}
      },
      disconnect: { device in
        var steering = DeviceSteering()
        steering.isReachable = false
        _ = try mock.simulation.steer(.id(device), steering)
      }, writable: "\(root).DeviceInfo.ProvisioningCode", readOnly: "\(root).DeviceInfo.SerialNumber")
  }
}
