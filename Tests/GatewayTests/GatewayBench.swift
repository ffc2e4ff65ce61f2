internal import EventLoop
internal import Gateway
internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import MockBackend
internal import OperationEngine
internal import Simulator
internal import TestSupport
internal import Testing

/// A gateway over the mock, without a process: one message in, frames out.
final class GatewayBench: @unchecked Sendable {
  // @unchecked: a test does one thing after the other, and the session is touched on the worker's thread only.
  let services: GatewayServices
  private let worker = WorkerThread()
  private let loop: EventLoop
  private let limits: SessionLimits
  /// Made on the worker's thread, which is the loop's from then on.
  private lazy var connection = MemoryConnection(
    Session(loop: loop, limits: limits, handler: GatewayHandler(services)))
  private var lastID = 0
  /// Notifications that came so far.
  private(set) var notifications: [String] = []

  init(
    devices: Int = 20, mode: MockClock.Mode = .virtual, seed: UInt64 = 1, isReadOnly: Bool = false,
    filesRoot: String? = nil, cache: (any DeviceCache)? = nil, time: ManualTime = ManualTime(),
    upstream: (MockBackend) -> any OperationBackend = { $0 }
  ) {
    loop = EventLoop(time: time)
    let clock = MockClock(mode, loop: loop)
    var setup = Simulation.Setup()
    setup.devices = devices
    setup.seed = seed
    let mock = MockBackend(Simulation(setup, clock: clock))
    var settings = OperationEngine.Settings()
    settings.noise = { UInt64(bitPattern: Int64($0)) &* 0x9E37_79B9_7F4A_7C15 }
    settings.isReadOnly = isReadOnly
    let engine = OperationEngine(
      backend: upstream(mock), clock: clock, journal: MemoryJournal(), executor: loop, settings: settings)
    var options = GatewayOptions(version: "test", document: { JSONText(valid: Array("{}".utf8)) })
    options.isReadOnly = isReadOnly
    options.filesRoot = filesRoot
    services = GatewayServices(
      table: .gateway, inventory: mock, operations: engine, clock: clock, mock: mock, cache: cache,
      options: options)
    var limits = SessionLimits()
    limits.isStepwise = mode == .virtual
    limits.blockedCallsOnlyWait = mode != .real
    self.limits = limits
  }

  deinit {
    worker.stop()
  }

  /// What comes out of these messages at once.
  @discardableResult
  func frames(_ messages: [String]) async throws -> [String] {
    try await worker.run { [self] in
      connection.send(Array(messages.map { $0 + "\n" }.joined().utf8))
      return connection.settle().map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The whole answer to one request.
  func answer(_ method: String, _ params: String = "{}") async throws -> String {
    try await worker.run { [self] in try waitForAnswer(method, params) }
  }

  private func waitForAnswer(_ method: String, _ params: String) throws -> String {
    lastID += 1
    let id = String(lastID)
    connection.send(Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#.utf8) + [0x0A])
    while let frames = connection.next() {
      var answer: String?
      for text in frames.map({ String(decoding: $0, as: UTF8.self) }) {
        switch try lookUp("/id", in: text) {
        case id: answer = text
        case nil: notifications.append(text)
        default: throw GatewayError(.internal, "an answer to another message: \(text)")
        }
      }
      if let answer { return answer }
    }
    throw GatewayError(.internal, "the session ended before its answer")
  }

  /// The result of a request that goes well, or what a pointer leads to in it.
  @discardableResult
  func result(_ method: String, _ params: String = "{}", _ pointer: String = "") async throws -> String {
    let answer = try await answer(method, params)
    return try #require(try lookUp("/result" + pointer, in: answer), "\(answer.prefix(500))")
  }

  /// The kind of the error that a request is answered with.
  func kind(_ method: String, _ params: String = "{}") async throws -> String {
    let answer = try await answer(method, params)
    let kind = try #require(try lookUp("/error/data/kind", in: answer), "\(answer.prefix(500))")
    return String(kind.dropFirst().dropLast())
  }
}
