package import EventLoop
package import JSON

/// One client's conversation: bytes in, calls in their order and within their bounds, whole frames out (protocol.md 1
/// to 5).
///
/// It owns no descriptor; ``StreamDriver`` or ``MemoryConnection`` gives it bytes, turns and time.
///
/// Everything here happens on the loop's thread. A call runs on the spot until it first suspends: most never do.
package final class Session: @unchecked Sendable {
  // @unchecked: tasks of the loop capture it; all of it is touched on the loop's thread only.
  package let loop: EventLoop
  package let limits: SessionLimits
  package let handler: any CallHandler
  /// Told of every call that ended, for the log.
  package var onFinish: ((_ call: Call, _ error: RPCError?) -> Void)?

  package var input: FrameReader
  package var output = Output()
  package internal(set) var phase = Phase.open
  package let startedAt: MonotonicTime

  package enum Phase: Equatable, Sendable {
    case open
    /// Nothing new is read; what was read is finished. `waitsAnswer`: waits answer at once.
    case draining(waitsAnswer: Bool)
    /// Nothing is left to do.
    case over
  }

  // Calls that are not finished.
  var gate = OrderGate()
  var room = WaitingRoom()
  var batch: Batch?
  var released: [Call] = []
  var shelf: [Call] = []
  var suspended: [ObjectIdentifier: Call] = [:]
  var byID: [RequestID: [Call]] = [:]
  var counts = Counts()
  var nextSequence = 0

  // The call that runs on the loop's thread just now, if it has not suspended yet.
  var performing: Call?
  var idleRunners: [Runner] = []
  var spareWriters: [WriterBox] = []
  /// The input may hold whole messages that were not looked at.
  var hasFreshInput = false
  var isReading = true
  var isPastDrain = false
  var lastTime = 0
  var drainTimer: EventLoop.TimerKey?
  var onDrained: [() -> Void] = []

  struct Counts {
    var inWork = 0
    var waiting = 0
    var places = 0
    var heavy = 0
  }

  package init(loop: EventLoop, limits: SessionLimits, handler: any CallHandler) {
    self.loop = loop
    self.limits = limits
    self.handler = handler
    input = FrameReader(framing: limits.framing, longest: limits.maxMessageBytes)
    startedAt = loop.time.now()
    lastTime = startedAt.nanoseconds
    loop.afterEachJob = { [unowned self] in noteSuspended() }
  }

  // MARK: What the driver does

  /// More bytes lie in ``input``.
  package func didReceive() {
    hasFreshInput = true
    output.didReceive()
    lastTime = loop.time.now().nanoseconds
  }

  /// Does all that can be done without more input, more time or room in the output.
  ///
  /// It stops early when enough output has gathered to be worth writing; then there is more to do behind that.
  package func turn() {
    repeat {
      while loop.runReadyJobs() {}
    } while phase != .over && (loop.fireTimers() || startSomething() || absorb())
    endIfDone()
  }

  /// The output was offered to its reader, whether that took anything or not.
  package func didFlush() {
    output.didFlush()
    endIfDone()
  }

  /// The turn stopped only for the output's sake: there is more to do at once.
  package var hasMoreToDo: Bool {
    canStartSomething
  }

  /// A heavy call is at work on another thread, and will come back by itself.
  var isWorkingElsewhere: Bool {
    counts.heavy > 0 && suspended.values.contains { $0.stage == .running && $0.body.isHeavy }
  }

  package var mayPassTime: Bool {
    handler.mayPassTime(hasWaiting: counts.waiting > 0)
  }

  /// Moves the handler's time on when nothing else can be done.
  ///
  /// Returns whether that did anything.
  package func passTime() -> Bool {
    // Step by step, nothing moves beside a heavy call.
    if limits.isStepwise, isWorkingElsewhere { return false }
    let isQuiet =
      counts.inWork == 0 && counts.waiting > 0 && room.isEmpty && batch == nil && released.isEmpty && !hasFreshInput
      && !loop.hasReadyJobs
    return handler.passTime(isQuiet: isQuiet)
  }

  /// Whether there is room for more input.
  package var wantsInput: Bool {
    phase == .open && isReading && !hasFreshInput && room.bytes < limits.maxQueuedBytes && !outputIsFull
  }

  /// Bytes of the output were written; those who waited for room are told.
  package func didSend(_ count: Int) {
    output.take(count)
    guard output.pendingBytes == 0, !onDrained.isEmpty else { return }
    let told = onDrained
    onDrained = []
    for body in told { body() }
  }

  // MARK: What the handler may use

  /// Requests in work, without those that only wait.
  package var callsInWork: Int { counts.inWork }
  package var callsQueued: Int { room.count + (batch == nil ? 0 : 1) }

  /// The reader of the output is behind: what can be merged should be.
  package var readerIsBehind: Bool {
    output.pendingBytes > limits.maxQueuedBytes / 4
  }

  /// Runs `body` once when the output has been written to its end.
  package func onceDrained(_ body: @escaping () -> Void) {
    onDrained.append(body)
  }

  /// Sends a notification.
  /// - Parameter params: writes the members of the params object.
  package func notify(_ method: StaticString, params: (inout JSONWriter) -> Void) {
    guard phase != .over else { return }
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("jsonrpc")
    writer.string("2.0")
    writer.member("method")
    writer.string(method)
    writer.member("params")
    writer.beginObject()
    params(&writer)
    writer.endObject()
    writer.endObject()
    output.framing = input.framing ?? .line
    output.append(writer.bytes)
  }

  var outputIsFull: Bool {
    output.pendingBytes >= limits.maxQueuedBytes
  }

  var waitsMustAnswer: Bool {
    phase == .draining(waitsAnswer: true) || phase == .over
  }
}

/// A writer that is lent to a call and used again by the next.
final class WriterBox {
  var writer = JSONWriter(reserving: 2048)
}
