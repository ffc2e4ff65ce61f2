internal import ControlServer
internal import EventLoop
internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Simulator
internal import Synchronization
internal import TestSupport
internal import Testing

@testable internal import RESTBackend

/// An engine over the REST backend, whose work and time go on only when a test says so.
///
/// The time of all of them is that of the fleet.
struct RESTEngineBench {
  let rest: RESTBench
  let engine: OperationEngine
  private let loop = EventLoop(time: ManualTime())
  private let clock: MockClock
  private let backend: BusyBackend
  private let backendClock: CountingClock

  init(
    _ switches: String..., devices: Int = 6,
    token: AccessToken = AccessToken { () throws(GatewayError) in ControlServer.usualToken }
  ) throws {
    clock = MockClock(.virtual, loop: loop)
    backendClock = CountingClock(clock)
    rest = try RESTBench(
      switches, devices, [ControlToken(ControlServer.usualToken)], token, fleetClock: clock, clock: backendClock
    ) { _ in }
    backend = BusyBackend(rest.backend)
    var settings = OperationEngine.Settings()
    settings.noise = { UInt64(bitPattern: Int64($0)) &* 0x9E37_79B9_7F4A_7C15 }
    engine = OperationEngine(
      backend: backend, clock: clock, journal: MemoryJournal(), executor: loop, settings: settings)
  }

  // MARK: Going on

  /// Runs everything that is ready, without moving time: until each call of the backend is over or waits for time.
  func settle() async {
    for _ in 0..<1_000_000 {
      while loop.runReadyJobs() {}
      guard backend.callsUnderWay > backendClock.sleepers || loop.hasReadyJobs else { return }
      await Task.yield()
    }
    Issue.record("it never comes to rest")
  }

  /// Moves time on, running all that falls due in between.
  func advance(_ seconds: Double) async {
    await settle()
    clock.advance(bySeconds: seconds) {}
    while clock.step(isQuiet: false, awaited: []) { await settle() }
  }

  private func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let outcome = Mutex<Result<Value, any Error>?>(nil)
    Task(executorPreference: loop) {
      do {
        let value = try await body()
        outcome.withLock { $0 = .success(value) }
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
    }
    await settle()
    guard let result = outcome.withLock({ $0 }) else { throw GatewayError(.internal, "it did not come to an end") }
    return try result.get()
  }

  // MARK: Operations

  func submit(
    _ kinds: OperationKinds, on device: Int = 1, image: Int? = nil, variables: [Variable] = []
  ) async throws -> OperationID {
    var body = Submission.Body(device: device, kinds: kinds)
    body.image = image
    let submission = Submission(body, target: Operation.Target(id: device), variables: variables)
    return try await run { [engine] in try await engine.submit(submission) }.operation.id
  }

  func operation(_ id: OperationID) async throws -> Operation {
    try await run { [engine] in try await engine.operation(id) }
  }

  // MARK: The fleet

  /// A device that answers; the first has a fleet's worth of work of its own.
  func reachable() throws -> Int {
    try #require(try (1...6).first { try rest.stored($0)[.status] == .status(.up) })
  }

  /// A firmware image of the device's own profile that it does not have.
  func otherImage(_ device: Int) throws -> Int {
    let record = try rest.stored(device)
    let type = try #require(record[.type]?.integerValue)
    return record[.firmwareImage]?.integerValue == type * 10 ? type * 10 + 1 : type * 10
  }
}
