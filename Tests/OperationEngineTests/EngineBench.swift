internal import EventLoop
internal import GatewayCore
internal import JSON
internal import MockBackend
internal import OperationEngine
internal import Simulator
internal import Synchronization
internal import TestSupport
internal import Testing

/// An engine over the mock, whose work and time go on only when a test says so.
final class EngineBench: Sendable {
  let loop: EventLoop
  let clock: MockClock
  let mock: MockBackend
  let backend: RecordingBackend
  let journal: MemoryJournal
  let engine: OperationEngine

  init(
    devices: Int = 100, journal: MemoryJournal = MemoryJournal(),
    _ change: (inout OperationEngine.Settings) -> Void = { _ in }
  ) {
    loop = EventLoop(time: ManualTime())
    clock = MockClock(.virtual, loop: loop)
    var setup = Simulation.Setup()
    setup.devices = devices
    mock = MockBackend(Simulation(setup, clock: clock))
    backend = RecordingBackend(mock)
    self.journal = journal
    var settings = OperationEngine.Settings()
    settings.noise = { UInt64(bitPattern: Int64($0)) &* 0x9E37_79B9_7F4A_7C15 }
    change(&settings)
    engine = OperationEngine(backend: backend, clock: clock, journal: journal, executor: loop, settings: settings)
  }

  // MARK: Going on

  /// Runs everything that is ready, without moving time.
  func settle() {
    while loop.runReadyJobs() {}
  }

  /// Moves time on, running all that falls due in between.
  func advance(bySeconds seconds: Double) {
    settle()
    clock.advance(bySeconds: seconds) {}
    while clock.step(isQuiet: false, awaited: []) { settle() }
  }

  /// Runs something that awaits, until it is done; nothing else decides when.
  func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
    let outcome = Mutex<Result<Value, any Error>?>(nil)
    Task(executorPreference: loop) {
      do {
        let value = try await body()
        outcome.withLock { $0 = .success(value) }
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
    }
    settle()
    guard let result = outcome.withLock({ $0 }) else { throw GatewayError(.internal, "it did not come to an end") }
    return try result.get()
  }

  // MARK: Operations

  func submission(_ kind: OperationKind, on device: Int = 1) -> Submission {
    Submission(
      Submission.Body(device: device, kinds: OperationKinds(kind)), target: Operation.Target(id: device), variables: [])
  }

  @discardableResult
  func submit(_ submission: Submission) throws -> OperationID {
    try run { [engine] in try await engine.submit(submission) }.operation.id
  }

  @discardableResult
  func submit(
    _ kind: OperationKind, on device: Int = 1, _ change: (inout Submission) throws -> Void = { _ in }
  ) throws -> OperationID {
    var submission = submission(kind, on: device)
    try change(&submission)
    return try submit(submission)
  }

  func operation(_ id: OperationID) throws -> Operation {
    try run { [engine] in try await engine.operation(id) }
  }

  func state(_ id: OperationID) throws -> OperationState {
    try operation(id).state
  }

  func events(_ id: OperationID) throws -> [OperationEvent] {
    try operation(id).history.map(\.event)
  }

  func cancel(_ id: OperationID) throws -> Operation {
    try run { [engine] in try await engine.cancel(id) }
  }

  // MARK: Steering

  var now: Timestamp { clock.now }

  func device(_ number: Int) throws -> any DeviceRecord {
    try mock.simulation.device(.id(number))
  }

  func steer(_ device: Int, _ change: (inout DeviceSteering) -> Void) throws {
    var steering = DeviceSteering()
    change(&steering)
    _ = try mock.simulation.steer(.id(device), steering)
  }

  /// A fault of the next sendings.
  func fault(_ kind: ErrorKind?, times: Int = 1, hasArrived: Bool = true, latency: Double? = nil, device: Int? = nil) {
    var fault = FaultInjector.Fault()
    fault.kind = kind
    fault.hasArrived = hasArrived
    fault.latency = latency
    var rule = FaultInjector.Rule(fault)
    rule.times = times
    rule.device = device
    mock.faults.add(rule)
  }

  /// A firmware image of the device's own profile that it does not have.
  func otherImage(_ number: Int = 1) throws -> Int {
    let (type, image) = (try device(number)[.type]?.integerValue ?? 0, try device(number)[.firmwareImage]?.integerValue)
    return image == type * 10 ? type * 10 + 1 : type * 10
  }

  /// A writable parameter of the device.
  func code(_ device: Int = 1) throws -> String {
    let tree = try #require(mock.simulation.parameters(of: device))
    let root = tree[ExactString("Device")] == nil ? "InternetGatewayDevice" : "Device"
    return "\(root).DeviceInfo.ProvisioningCode"
  }
}
