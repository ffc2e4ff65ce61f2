internal import COpenRPC
internal import EventLoop
internal import Gateway
internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import Logging
internal import MockBackend
internal import OperationEngine
internal import RESTBackend
internal import Simulator

/// A gateway put together from options: the only place that picks concrete parts and wires them.
struct Assembly {
  let session: Session
  let services: GatewayServices
  let log: GatewayLogHandler.Output
  private let stack: BackendStack

  /// - Parameter time: the time of time-outs and of the drain; tests put a clock of their own here.
  /// - Throws: ``ExitFailure`` for a file that is wrong.
  init(_ options: CommonOptions, time: any TimeSource = SystemTime()) throws {
    let vendors = try VendorModelFiles.read(options.vendorModels)
    let log = GatewayLogHandler.Output(
      level: Logger.Level(options.logLevel ?? .warning), format: options.logFormat ?? .text)
    let logger = Logger(label: "cpegate", factory: { _ in GatewayLogHandler(output: log) })
    let loop = EventLoop(time: time)
    stack = try BackendStack(options, loop: loop) { level, line in
      logger.log(level: Logger.Level(level), "transport", metadata: ["line": "\(line)"])
    }
    let models = PublishedModels.catalogue(with: vendors)
    var settings = options.operations()
    if !vendors.isEmpty { settings.hides = { path in models().hides(path) } }
    let engine = OperationEngine(
      backend: stack.operations, clock: stack.clock, journal: MemoryJournal(), executor: loop, settings: settings)
    services = GatewayServices(
      table: .gateway, inventory: stack.inventory, operations: engine, clock: stack.clock, mock: stack.mock,
      cache: stack.cache,
      models: models, options: options.gateway(log, stack))
    let limits = options.session(clock: stack.clock.mode)
    session = Session(loop: loop, limits: limits, handler: GatewayHandler(services))
    self.log = log
    session.onFinish = { call, error in
      if log.takes(error == nil ? .trace : .debug) { Assembly.log(call, error, to: logger) }
    }
  }

  /// Lets go of what was loaded, and writes the last lines of the log.
  func close() {
    stack.close()
    log.sink.finish()
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

  fileprivate func operations() -> OperationEngine.Settings {
    var settings = OperationEngine.Settings()
    settings.retry.backoffBase = backoffBase ?? settings.retry.backoffBase
    settings.retry.evidenceInterval = evidenceInterval ?? settings.retry.evidenceInterval
    settings.retry.confirmationLimit = confirmationLimit
    settings.maxDispatch = maxDispatch ?? settings.maxDispatch
    settings.isReadOnly = readOnly ?? false
    guard isMock else { return settings }
    // Elsewhere the backend keeps to the rate, which is that of every request.
    settings.rate = rate?.perSecond
    let noise = Scramble(seed: mockSeed ?? CommonOptions.defaultSeed)
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

  fileprivate func gateway(_ log: GatewayLogHandler.Output, _ stack: BackendStack) -> GatewayOptions {
    var options = GatewayOptions(version: Version.current, document: { Contract.document })
    options.isReadOnly = readOnly ?? false
    options.filesRoot = filesRoot
    let session = session(clock: stack.clock.mode)
    options.upstream = stack.upstream
    options.limits = [
      ("max_message_bytes", Double(session.maxMessageBytes)), ("max_batch", Double(session.maxBatch)),
      ("max_in_flight", Double(session.maxInFlight)), ("max_queued_bytes", Double(session.maxQueuedBytes)),
      ("drain_seconds", session.drainSeconds), ("max_dispatch", Double(maxDispatch ?? 64)),
      ("rate", rate?.perSecond ?? (!isMock && rate == nil ? 10 : nil)),
    ]
    if let state = stack.state { options.stateDirectory = { state.finding() } }
    if let upstream = stack.upstream, !upstream.isOffline {
      options.limits += [
        ("max_connections", Double(self.upstream.maxConnections ?? RESTSettings().maxConnections)),
        ("request_timeout", self.upstream.requestTimeout ?? RESTSettings().requestTimeout),
        ("max_response_bytes", Double(self.upstream.maxResponseBytes ?? RESTSettings().maxResponseBytes)),
      ]
    }
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
