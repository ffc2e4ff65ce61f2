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
final class GatewayBench {
  let services: GatewayServices
  let connection: MemoryConnection
  private var lastID = 0
  /// Notifications that came so far.
  private(set) var notifications: [String] = []

  init(
    devices: Int = 20, mode: MockClock.Mode = .virtual, seed: UInt64 = 1, isReadOnly: Bool = false,
    filesRoot: String? = nil
  ) {
    let loop = EventLoop(time: ManualTime())
    let clock = MockClock(mode, loop: loop)
    var setup = Simulation.Setup()
    setup.devices = devices
    setup.seed = seed
    let mock = MockBackend(Simulation(setup, clock: clock))
    var settings = OperationEngine.Settings()
    settings.noise = { UInt64(bitPattern: Int64($0)) &* 0x9E37_79B9_7F4A_7C15 }
    settings.isReadOnly = isReadOnly
    let engine = OperationEngine(
      backend: mock, clock: clock, journal: MemoryJournal(), executor: loop, settings: settings)
    var options = GatewayOptions(version: "test", document: { JSONText(valid: Array("{}".utf8)) })
    options.isReadOnly = isReadOnly
    options.filesRoot = filesRoot
    services = GatewayServices(
      table: .gateway, inventory: mock, operations: engine, clock: clock, mock: mock, options: options)
    var limits = SessionLimits()
    limits.isStepwise = mode == .virtual
    limits.blockedCallsOnlyWait = mode != .real
    connection = MemoryConnection(Session(loop: loop, limits: limits, handler: GatewayHandler(services)))
  }

  /// The whole answer to one request.
  func answer(_ method: String, _ params: String = "{}") throws -> String {
    lastID += 1
    let id = String(lastID)
    connection.send(Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#.utf8) + [0x0A])
    while let frames = connection.next() {
      var answer: String?
      for text in frames.map({ String(decoding: $0, as: UTF8.self) }) {
        if try lookUp("/id", in: text) == id { answer = text } else { notifications.append(text) }
      }
      if let answer { return answer }
    }
    throw GatewayError(.internal, "the session ended before its answer")
  }

  /// The result of a request that goes well, or what a pointer leads to in it.
  @discardableResult
  func result(_ method: String, _ params: String = "{}", _ pointer: String = "") throws -> String {
    let answer = try answer(method, params)
    return try #require(try lookUp("/result" + pointer, in: answer), "\(answer.prefix(500))")
  }

  /// The kind of the error that a request is answered with.
  func kind(_ method: String, _ params: String = "{}") throws -> String {
    let answer = try answer(method, params)
    let kind = try #require(try lookUp("/error/data/kind", in: answer), "\(answer.prefix(500))")
    return String(kind.dropFirst().dropLast())
  }
}
