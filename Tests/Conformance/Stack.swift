internal import CacheBackend
internal import ControlServer
internal import EventLoop
internal import GatewayCore
internal import JSON
internal import MockBackend
internal import RESTBackend
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
  static let all = withoutModules + (ThreadSanitizer.isWatching ? [] : [.chaos(seed: 1), .chaos(seed: 2)])

  private static let withoutModules: [Stack] = [
    Stack(name: "mock", differences: Differences()) { try Backend.mock() },
    .rest("rest", "rich=on", "variables=on"),
    .rest("rest as the pages tell it"),
    .rest(
      "rest, shape A", "serial-shape=A", "members=all", "flags=all", "variables=on", "variable-item=nested",
      "headless-status=on", "headless-list=envelope"),
    .rest(
      "rest, older pages", "references=object", "status-words=boolean", "pending-style=tokens", "empty-pending=null",
      "duplicate=400", "conflict=422", "rich=on", "headless-words=old", "headless-list=envelope", "headless-id=integer",
      "headless-missing=empty", "times=offset", "operation-answer=seven", "id-write-answer=empty"),
    .rest(
      "rest, log only", "log=on", "headless-list=object", "new-status=Down", "put-serial=required",
      "pending=asked", "empty-pending=absent", "page-max=7", "operation-answer=empty"),
    Stack(name: "cache over mock", differences: Differences()) { try Backend.mock().cached() },
    .cache("cache over rest", "rich=on", "variables=on"),
    .cache("cache over rest, as the pages tell it"),
  ]

  /// The cache in front of the REST backend: what that cannot do for a list, the cache does.
  static func cache(_ name: String, _ switches: String...) -> Stack {
    var differences = Differences()
    // The list that a sync reads tells what the id family leaves out.
    differences.learnsMembers = true
    differences.createTellsLess = true
    differences.tellsNoFaults = !switches.contains("log=on")
    differences.hasNoHeadlessResults = switches.isEmpty
    return Stack(name: name, differences: differences) { try Backend.rest(switches).cached() }
  }

  /// The same through a module that breaks a third of all requests: a patient client gets the same answers.
  static func chaos(seed: Int) -> Stack {
    let calm = rest("rest through chaos, seed \(seed)", "rich=on", "variables=on")
    var differences = calm.differences
    differences.losesAnswers = true
    return Stack(name: calm.name, differences: differences) {
      try Backend.rest(["rich=on", "variables=on"], isPatient: true) { server in
        try Backend.transport("chaos+sim:here", ["chaos.seed=\(seed)", "chaos.latency_ms=0-1"], to: server).transport
      }
    }
  }

  /// The REST backend on the Control API server, with these of its switches set.
  static func rest(_ name: String, _ switches: String...) -> Stack {
    var differences = Differences()
    differences.sortsByIDOnly = true
    differences.unstableCursors = true
    differences.mustBeAskedForChanges = true
    // Nothing of a new device was reported, and a create of the id family tells less than a read.
    differences.createTellsLess = true
    // No page shows a fault of a single parameter, but the log has its code.
    differences.tellsNoFaults = !switches.contains("log=on")
    let tellsResults = switches.contains { $0 == "variables=on" || $0 == "rich=on" || $0 == "log=on" }
    differences.hasNoHeadlessResults = !tellsResults
    return Stack(name: name, differences: differences) { try Backend.rest(switches) }
  }

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
  /// The answer to a create leaves out members that a read tells.
  var createTellsLess = false
  /// What a device refuses is told in words, not by path.
  var tellsNoFaults = false
  /// A later answer may tell members that an earlier one left out.
  var learnsMembers = false
  /// Answers get lost on the way.
  var losesAnswers = false
  /// Nothing tells the values of a `get`, nor how a transaction does.
  var hasNoHeadlessResults = false
}

/// One backend, and what the tests need beside its protocols: time that goes on.
struct Backend: Sendable {
  /// How many devices it begins with; their ids are dense from 1.
  static let devices = 60

  private(set) var inventory: any InventoryBackend
  private(set) var operations: any OperationBackend
  /// Lets the devices do what was asked of them.
  let letTimePass: @Sendable (_ seconds: Double) -> Void
  /// Takes a device away from the network.
  let disconnect: @Sendable (_ device: Int) throws -> Void
  /// A parameter of the first device that can be set, and one that cannot.
  let writable: String
  let readOnly: String
  let clock: any GatewayClock
  /// What its files lie in, as long as it is used.
  var folder: TemporaryFolder?

  static func mock() throws -> Backend {
    let simulation = virtualSimulation()
    let mock = MockBackend(simulation)
    return Backend(over: simulation, inventory: mock, operations: mock)
  }

  /// The Control API server over the same fleet, asked without a socket.
  ///
  /// - Parameters:
  ///   - isPatient: asks again what failed in passing.
  ///   - way: how requests get there.
  static func rest(
    _ switches: [String], isPatient: Bool = false,
    _ way: (ControlServer) throws -> any Transport = { ServerTransport($0) }
  ) throws -> Backend {
    let simulation = virtualSimulation()
    var chosen = ControlSwitches()
    for assignment in switches { try chosen.set(assignment) }
    let server = ControlServer(simulation, switches: chosen)
    let backend = rest(over: try way(server))
    guard isPatient else { return Backend(over: simulation, inventory: backend, operations: backend) }
    let patient = EventualBackend(inventory: backend, operations: backend)
    return Backend(over: simulation, inventory: patient, operations: patient)
  }

  private static func virtualSimulation() -> Simulation {
    var setup = Simulation.Setup()
    setup.devices = devices
    return Simulation(setup, clock: MockClock(.virtual, loop: EventLoop(time: ManualTime())))
  }

  /// The same behind a cache in a folder of its own.
  func cached() throws -> Backend {
    var cached = self
    cached.folder = TemporaryFolder()
    return try cached.behindCache(online: true)
  }

  /// The cache filled, and then without anything behind it.
  func offline() async throws -> Backend {
    _ = try await (inventory as? CacheBackend)?.sync(.full) { _ in }
    return try behindCache(online: false)
  }

  /// A cache in the folder of this.
  func behindCache(online isOnline: Bool) throws -> Backend {
    guard let folder else { return self }
    let file = try CacheFile(folder: folder.path, upstream: "conformance")
    let cache = CacheBackend(file, upstream: isOnline ? inventory : nil, clock: clock, settings: CacheSettings())
    var cached = self
    (cached.inventory, cached.operations) = (cache, CachedOperations(isOnline ? operations : nil, cache: cache))
    return cached
  }

  private init(
    over simulation: Simulation, inventory: any InventoryBackend, operations: any OperationBackend
  ) {
    self.inventory = inventory
    self.operations = operations
    clock = simulation.clock
    letTimePass = { seconds in
      simulation.clock.advance(bySeconds: seconds) {}
      while simulation.clock.step(isQuiet: false, awaited: []) {}
    }
    disconnect = { device in
      var steering = DeviceSteering()
      steering.isReachable = false
      _ = try simulation.steer(.id(device), steering)
    }
    let isDevice2 = simulation.parameters(of: 1)?.childNames(of: .init("Device")).isEmpty == false
    let root = isDevice2 ? "Device" : "InternetGatewayDevice"
    writable = "\(root).DeviceInfo.ProvisioningCode"
    readOnly = "\(root).DeviceInfo.SerialNumber"
  }
}
