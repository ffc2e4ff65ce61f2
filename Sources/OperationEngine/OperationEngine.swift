package import GatewayCore
package import JSON
internal import Synchronization

/// Turns the state machine into effects: operations are stored first, then sent, then looked after until their end
/// (protocol.md 7).
///
/// One operation per device at a time, different devices side by side.
///
/// All its work runs on the executor it is given, in the order in which it falls due.
package final class OperationEngine: Sendable {
  let backend: any OperationBackend
  let clock: any GatewayClock
  let executor: any TaskExecutor
  let settings: Settings
  package let journal: any Journal
  private let ids: OperationIDMaker
  private let jitter: @Sendable (Int) -> Double
  let state: Mutex<EngineState>
  private let observers = Mutex<[Int: @Sendable (OperationChange) -> Void]>([:])
  private let nextObserver = Mutex(0)

  package struct Settings: Sendable {
    package var retry = RetryPolicy()
    /// Requests that are being sent at once.
    package var maxDispatch = 64
    /// Operations sent a second; nil for no limit.
    package var rate: Double?
    /// Nothing but `get` is sent.
    package var isReadOnly = false
    /// Makes ids and jitter repeatable.
    package var noise: (@Sendable (Int) -> UInt64)?
    /// Whether the value of a parameter is told to nobody, by the models of vendors.
    package var hides: @Sendable (String) -> Bool = { _ in false }

    package init() {}
  }

  package init(
    backend: any OperationBackend, clock: any GatewayClock, journal: any Journal, executor: any TaskExecutor,
    settings: Settings
  ) {
    self.backend = backend
    self.clock = clock
    self.journal = journal
    self.executor = executor
    self.settings = settings
    let noise = settings.noise
    ids = OperationIDMaker(clock: clock, entropy: noise)
    jitter = { number in
      guard let noise else { return Double.random(in: -1...1) }
      return Double(noise(number &* 31 &+ 7) >> 12) / Double(UInt64(1) << 51) - 1
    }
    var initial = EngineState()
    initial.bucket = settings.rate.map { TokenBucket(rate: $0, now: clock.now) }
    state = Mutex(initial)
  }

  /// - Throws: `unsupported` where nothing can tell the values of a `get`.
  package func requireHeadlessResults(of device: Int) async throws(GatewayError) {
    try await backend.requireHeadlessResults(of: device)
  }

  /// Upstream's own list of headless work.
  package func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction] {
    try await backend.transactions(query)
  }

  // MARK: Submitting

  /// What an idempotency key was used for, if it was.
  ///
  /// - Throws: `idempotency_conflict` when that was something else.
  package func claimed(by key: ExactString, _ body: Submission.Body) async throws(GatewayError) -> Operation? {
    guard let claim = try await journal.claim(of: key) else { return nil }
    guard claim.body == body else {
      throw GatewayError(
        .idempotencyConflict, "the idempotency key belongs to another operation",
        hint: "use a new key for every new operation", path: "/idempotency_key")
    }
    return try await operation(claim.operation)
  }

  /// Stores an operation and puts it in line.
  ///
  /// When this returns, it is stored.
  package func submit(_ submission: Submission) async throws(GatewayError) -> Submitted {
    if let key = submission.idempotencyKey, let known = try await claimed(by: key, submission.body) {
      return Submitted(operation: known, isNew: false)
    }
    let now = clock.now
    let operation = make(submission, id: ids.next(), at: now)
    state.withLock { $0.insert(LiveOperation(operation, isEphemeral: submission.isEphemeral), now: now) }
    if let key = submission.idempotencyKey {
      journal.claim(
        key, IdempotencyClaim(operation: operation.id, body: submission.body, selector: submission.selector))
    }
    if !submission.isEphemeral {
      tell(record(operation.id))
      try await journal.commit()
    }
    scheduleTimes(of: operation)
    pumpLater()
    return Submitted(operation: current(operation.id) ?? operation, isNew: true)
  }

  /// A variable that knows whether its value is told.
  func hidden(_ variable: Variable) -> Variable {
    var variable = variable
    variable.isHidden = settings.hides(variable.path)
    return variable
  }

  /// The operation that a submission would make; its id is empty.
  package func preview(_ submission: Submission) -> Operation {
    make(submission, id: OperationID(""), at: clock.now)
  }

  private func make(_ submission: Submission, id: OperationID, at now: Timestamp) -> Operation {
    let body = submission.body
    let notBefore = body.notBefore.flatMap { $0 > now ? $0 : nil }
    let facts = TransitionTable.Facts(repetition: body.kinds.repetition, startsLater: notBefore != nil)
    let first = TransitionTable.next(from: nil, on: .submit, facts) ?? .queued
    var operation = Operation(
      id: id, device: submission.target, kinds: body.kinds, variables: submission.variables.map { hidden($0) },
      image: body.image,
      state: first, maxAttempts: body.maxAttempts ?? RetryPolicy.defaultMaxAttempts, createdAt: now,
      notBefore: notBefore ?? body.notBefore,
      expiresAt: now.advanced(bySeconds: body.expiresIn ?? RetryPolicy.defaultExpiry),
      idempotencyKey: submission.idempotencyKey?.text, retryOf: submission.retryOf,
      isStrictlyOrdered: body.isStrictlyOrdered)
    operation.history = [Operation.Step(at: now, from: nil, to: first, event: .submit, detail: nil)]
    if let notBefore { operation.waitingFor = WaitingFor(.notBefore, since: now, until: notBefore) }
    return operation
  }

  private func scheduleTimes(of operation: Operation) {
    let id = operation.id
    let device = operation.device.id
    let deadline = clock.schedule(at: operation.expiresAt, for: device) { [weak self] in self?.deadline(id) }
    let wake = operation.state == .waiting ? operation.notBefore.map { wakeLater(id, device, at: $0) } : nil
    state.withLock { state in
      state.live[id]?.deadlineKey = deadline
      state.live[id]?.wakeKey = wake
    }
  }

  func wakeLater(_ id: OperationID, _ device: Int, at instant: Timestamp) -> ClockKey {
    clock.schedule(at: instant, for: device) { [weak self] in self?.wake(id) }
  }

  private func wake(_ id: OperationID) {
    guard advance(id, .wake) else { return }
    pumpLater()
  }

  /// The time is up: what has not been sent is not sent any more.
  func deadline(_ id: OperationID) {
    let detail = state.withLock { $0.live[id]?.operation.waitingFor?.reason.rawValue }
    advance(id, .deadline, detail: detail) { live in
      if live.operation.state == .unconfirmed { live.operation.error = .unconfirmed }
    }
    pumpLater()
  }

  // MARK: Asking

  /// - Throws: `not_found`.
  package func operation(_ id: OperationID) async throws(GatewayError) -> Operation {
    if let known = current(id) ?? ended.withLock({ $0[id] }) { return known }
    guard let stored = try await journal.operation(id) else { throw .noSuchOperation }
    return stored
  }

  package func current(_ id: OperationID) -> Operation? {
    state.withLock { $0.live[id]?.operation }
  }

  /// The device of an operation, as far as that is known without asking the journal.
  package func device(of id: OperationID) -> Int? {
    current(id)?.device.id
  }

  package func hasLiveOperations(_ device: Int) -> Bool {
    state.withLock { $0.hasLive(device) }
  }

  /// How many operations have not ended, those left aside that only their caller knows.
  package var liveCount: Int {
    state.withLock { state in state.live.values.count { !$0.isEphemeral } }
  }

  // MARK: Cancelling

  /// - Throws: `not_found`, or `invalid_state` when it is under way or has ended.
  package func cancel(_ id: OperationID) async throws(GatewayError) -> Operation {
    let before = try await operation(id)
    let done = advance(id, .cancel) { live in
      if live.operation.state == .unconfirmed { live.operation.error = .unconfirmed }
    }
    guard done else {
      let state = before.state
      throw GatewayError(
        .invalidState, "the operation is \(state.rawValue), which cannot be cancelled",
        hint: state.isEnd ? "it has ended" : "it was sent already; wait for its end")
    }
    try await journal.commit()
    pumpLater()
    return try await operation(id)
  }

  // MARK: Steps

  /// Takes an operation one step further, tells those who watch, and lets go of it at its end.
  ///
  /// - Parameter change: what else becomes of it, told together with the step.
  /// - Returns: false when the event cannot happen now.
  @discardableResult
  func advance(
    _ id: OperationID, _ event: OperationEvent, detail: String? = nil,
    _ change: (inout LiveOperation) -> Void = { _ in }
  ) -> Bool {
    let now = clock.now
    let done = state.withLock { state in
      guard var live = state.live[id], live.apply(event, at: now, detail: detail) else { return false }
      change(&live)
      state.live[id] = live
      state.refresh(live.operation.device.id, now: now)
      return true
    }
    guard done else { return false }
    let changed = record(id)
    if let keys = state.withLock({ state in state.live[id].flatMap { $0.operation.state.isEnd ? $0.keys : nil } }) {
      for key in keys { clock.cancel(key) }
      state.withLock { $0.remove(id, now: now) }
    }
    tell(changed)
    wakeListeners(of: id)
    return true
  }

  /// Stores an operation as it is now; nil for one that is not listed.
  private func record(_ id: OperationID) -> OperationChange? {
    guard let live = state.withLock({ $0.live[id] }), !live.isEphemeral || live.operation.state.isEnd else {
      return nil
    }
    guard !live.isEphemeral else {
      ended.withLock { $0.remember(live.operation) }
      return nil
    }
    return OperationChange(sequence: journal.record(live.operation), operation: live.operation)
  }

  /// Random-looking seconds to add, from -1 to 1.
  func jitter(for id: OperationID, _ repetition: Int) -> Double {
    var hash = repetition
    for byte in id.text.utf8 { hash = hash &* 31 &+ Int(byte) }
    return jitter(hash)
  }

  // MARK: Watching

  package func observe(_ observer: @escaping @Sendable (OperationChange) -> Void) -> WatchKey {
    let number = nextObserver.withLock { next in
      next += 1
      return next
    }
    observers.withLock { $0[number] = observer }
    return WatchKey(number: number)
  }

  package func stopObserving(_ key: WatchKey) {
    observers.withLock { $0[key.number] = nil }
  }

  private func tell(_ change: OperationChange?) {
    guard let change else { return }
    let all = observers.withLock { observers in observers.sorted { $0.key < $1.key }.map(\.value) }
    for observer in all { observer(change) }
  }

  /// The last operations that were not listed, so that their callers can ask for them by id.
  let ended = Mutex(EphemeralLog())
}

/// Operations that nobody listed and that have ended; the last ones are kept.
struct EphemeralLog: Sendable {
  private var operations: [OperationID: Operation] = [:]
  private var order: [OperationID] = []
  private static let kept = 256

  mutating func remember(_ operation: Operation) {
    operations[operation.id] = operation
    order.append(operation.id)
    if order.count > EphemeralLog.kept { operations[order.removeFirst()] = nil }
  }

  subscript(id: OperationID) -> Operation? { operations[id] }
}

extension LiveOperation {
  fileprivate var keys: [ClockKey] { [wakeKey, deadlineKey, evidenceKey].compactMap { $0 } }
}

extension GatewayError {
  static var noSuchOperation: GatewayError {
    GatewayError(.notFound, "there is no such operation", hint: "operation.list tells those there are", path: "/id")
  }

  /// What an operation ends with of which nobody knows whether it was done.
  static var unconfirmed: GatewayError {
    GatewayError(
      .outcomeUnknown, "it may or may not have been done: nothing tells",
      hint: "look at the device; operation.retry with confirm: true does it again")
  }
}
