internal import COpenRPC
internal import EventLoop
internal import Gateway
internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import Logging
internal import MockBackend
internal import OperationEngine
internal import Simulator

/// A gateway put together from options: the only place that picks concrete parts and wires them.
struct Assembly {
  let session: Session
  let services: GatewayServices
  let log: GatewayLogHandler.Output

  /// - Parameter time: the time of time-outs and of the drain; tests put a clock of their own here.
  /// - Throws: ``ExitFailure`` for a file that is wrong.
  init(_ options: CommonOptions, time: any TimeSource = SystemTime()) throws {
    let vendors = try VendorModelFiles.read(options.vendorModels)
    let log = GatewayLogHandler.Output(
      level: Logger.Level(options.logLevel ?? .warning), format: options.logFormat ?? .text)
    let loop = EventLoop(time: time)
    let clock = MockClock(options.mockClock ?? .auto, loop: loop)
    let mock = MockBackend(Simulation(try options.fleet(), clock: clock))
    let seed = options.mockSeed ?? CommonOptions.defaultSeed
    let engine = OperationEngine(
      backend: mock, clock: clock, journal: MemoryJournal(), executor: loop,
      settings: options.operations(noise: Scramble(seed: seed)))
    services = GatewayServices(
      table: .gateway, inventory: mock, operations: engine, clock: clock, mock: mock,
      models: PublishedModels.catalogue(with: vendors),
      options: options.gateway(log))
    let limits = options.session(clock: clock.mode)
    session = Session(loop: loop, limits: limits, handler: GatewayHandler(services))
    self.log = log
    let logger = Logger(label: "cpegate", factory: { _ in GatewayLogHandler(output: log) })
    session.onFinish = { call, error in
      if log.takes(error == nil ? .trace : .debug) { Assembly.log(call, error, to: logger) }
    }
  }

  private static func log(_ call: Call, _ error: RPCError?, to logger: Logger) {
    if let error {
      logger.debug("refused", metadata: ["call": "\(call.number)", "kind": "\(error.kind)"])
    } else {
      logger.trace("answered", metadata: ["call": "\(call.number)"])
    }
  }
}

extension CommonOptions {
  static let defaultSeed: UInt64 = 1

  fileprivate func fleet() throws -> Simulation.Setup {
    var setup = Simulation.Setup()
    setup.seed = mockSeed ?? CommonOptions.defaultSeed
    setup.devices = mockDevices ?? setup.devices
    setup.fleet = try mockFleet.map { try MockFiles.fleet($0) }
    setup.parameters = try mockParameters.map { try MockFiles.parameters($0) }
    return setup
  }

  fileprivate func operations(noise: Scramble) -> OperationEngine.Settings {
    var settings = OperationEngine.Settings()
    settings.retry.backoffBase = backoffBase ?? settings.retry.backoffBase
    settings.retry.evidenceInterval = evidenceInterval ?? settings.retry.evidenceInterval
    settings.retry.confirmationLimit = confirmationLimit
    settings.maxDispatch = maxDispatch ?? settings.maxDispatch
    settings.rate = rate?.perSecond
    settings.isReadOnly = readOnly ?? false
    settings.noise = { number in noise.bits(number, 77) }
    return settings
  }

  fileprivate func session(clock: MockClock.Mode) -> SessionLimits {
    var limits = SessionLimits()
    limits.framing = framing ?? limits.framing
    limits.maxMessageBytes = maxMessageBytes ?? limits.maxMessageBytes
    limits.maxBatch = maxBatch ?? limits.maxBatch
    limits.maxInFlight = maxInFlight ?? limits.maxInFlight
    limits.maxQueuedBytes = maxQueuedBytes ?? limits.maxQueuedBytes
    limits.drainSeconds = drainSeconds ?? limits.drainSeconds
    limits.isStepwise = clock == .virtual
    limits.blockedCallsOnlyWait = clock != .real
    return limits
  }

  fileprivate func gateway(_ log: GatewayLogHandler.Output) -> GatewayOptions {
    var options = GatewayOptions(version: Version.current, document: { Contract.document })
    options.isReadOnly = readOnly ?? false
    options.filesRoot = filesRoot
    let session = session(clock: mockClock ?? .auto)
    options.limits = [
      ("max_message_bytes", Double(session.maxMessageBytes)), ("max_batch", Double(session.maxBatch)),
      ("max_in_flight", Double(session.maxInFlight)), ("max_queued_bytes", Double(session.maxQueuedBytes)),
      ("drain_seconds", session.drainSeconds), ("max_dispatch", Double(maxDispatch ?? 64)), ("rate", rate?.perSecond),
    ]
    options.setLogLevel = { level in log.level = Logger.Level(level) }
    options.droppedLogLines = { log.sink.dropped }
    return options
  }
}

/// The machine-readable contract that is compiled in.
enum Contract {
  static var document: JSONText {
    JSONText(valid: Array(UnsafeBufferPointer(start: copenrpc_document(), count: copenrpc_document_size())))
  }
}

enum Version {
  static let current = "0.1.0"
}
