internal import CTransport
internal import GatewayCore
internal import Synchronization

/// One instance of a module: a layer of one URL's stack.
///
/// It lives as long as the process, as the module may call it.
@safe final class ModuleInstance: Transport, Layer, @unchecked Sendable {
  // @unchecked: `instance` and `host` are written while it opens, before anybody else can send to it, and never again.
  private let module: LoadedModule
  private let below: (any Layer)?
  private let environment: Environment
  private let calls = Mutex(CallTable())
  private let gate = Gate()
  private let passedOver = Atomic(0)
  private let sizes = AnswerRoom.Sizes()
  private var instance: UnsafeMutableRawPointer?
  private let host: UnsafeMutablePointer<cpegate_host>

  /// What all instances of a host share.
  struct Environment: Sendable {
    let watchdog: Watchdog
    /// Seconds beyond the time limit of a request, or beyond a cancel, until the host gives a call up.
    let grace: Double
    let log: @Sendable (TransportLogLevel, String) -> Void
  }

  private static let longestLine = 4096
  private static let longestRefusal = 2048

  /// Opens an instance over the layer below.
  /// - Throws: what the module says is wrong.
  init(
    of module: LoadedModule, scheme: String, rest: String, options: [TransportOption], below: (any Layer)?,
    in environment: Environment
  ) throws(TransportHostError) {
    self.module = module
    self.below = below
    self.environment = environment
    unsafe host = UnsafeMutablePointer<cpegate_host>.allocate(capacity: 1)
    unsafe host.initialize(
      to: cpegate_host(
        size: UInt32(MemoryLayout<cpegate_host>.size), abi_major: UInt16(CPEGATE_TRANSPORT_ABI_MAJOR),
        abi_minor: UInt16(CPEGATE_TRANSPORT_ABI_MINOR), context: nil, complete: hostComplete, log: hostLog,
        forward: below == nil ? nil : hostForward, cancel_forwarded: below == nil ? nil : hostCancelForwarded))
    // Never released, and neither is the table: a module may call even after close() returned, against the rules.
    unsafe host.pointee.context = Unmanaged.passRetained(self).toOpaque()
    let options = options.filter { $0.module == module.name }
    let length = options.reduce(scheme.utf8.count + rest.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    let refusal = unsafe Lending.with(bytes: length, pairs: options.count) { lending, pairs in
      let fields = options.map { HeaderField($0.name, $0.value) }
      unsafe lending.lend(fields, in: pairs)
      var setup = unsafe cpegate_setup()
      unsafe setup.size = UInt32(MemoryLayout<cpegate_setup>.size)
      unsafe setup.host = UnsafePointer(host)
      unsafe setup.scheme = lending.lend(scheme)
      unsafe setup.rest = lending.lend(rest)
      unsafe setup.options = UnsafePointer(pairs.baseAddress)
      unsafe setup.option_count = options.count
      return unsafe open(&setup)
    }
    if let refusal {
      throw TransportHostError(.refused, "module \(module.name) cannot be used for \(scheme): \(refusal)")
    }
  }

  /// Returns what is wrong, or nil.
  @unsafe private func open(_ setup: UnsafePointer<cpegate_setup>) -> String? {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: ModuleInstance.longestRefusal) { message in
      unsafe message.initialize(repeating: 0)
      let status = unsafe module.table.open(setup, &instance, message.baseAddress, message.count)
      guard status != 0 else { return nil }
      unsafe message[message.count - 1] = 0
      let text = unsafe CText.string(message.baseAddress)
      return text.isEmpty ? "it gave no reason (status \(status))" : text
    }
  }

  // MARK: Calls of tasks

  func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
    let deadline = MonotonicClock.deadline(inSeconds: request.timeLimit + environment.grace)
    var call = CallTable.Call(
      waiter: .nobody, deadline: deadline, timeLimit: request.timeLimit, maxResponseBytes: request.maxResponseBytes)
    call.room = sizes.room()
    let number = calls.withLock { $0.add(call) }
    environment.watchdog.expect(by: deadline)
    let outcome = await withTaskCancellationHandler {
      // Not a checked one, which is an allocation for each request: the table gives a call out exactly once.
      await unsafe withUnsafeContinuation { continuation in unsafe begin(number, request, continuation) }
    } onCancel: {
      cancel(number)
    }
    return try outcome.get()
  }

  @unsafe private func begin(
    _ number: UInt64, _ request: TransportRequest,
    _ continuation: UnsafeContinuation<Result<TransportResponse, TransportFailure>, Never>
  ) {
    guard calls.withLock({ unsafe $0.attach(number, continuation) }) else {
      return unsafe continuation.resume(
        returning: .failure(
          TransportFailure(mayHaveArrived: false, .cancelled, "the request was cancelled before it was sent")))
    }
    guard gate.enter() else {
      if let call = calls.withLock({ $0.take(number) }) { end(call, .failure(.sessionEnds)) }
      return
    }
    unsafe request.lend { unsafe module.table.send(instance, number, $0) }
    tellCancelThatCameMeanwhile(number)
    gate.leave()
  }

  /// - Precondition: inside the gate.
  private func tellCancelThatCameMeanwhile(_ number: UInt64) {
    if calls.withLock({ $0.sent(number) }) { unsafe module.table.cancel(instance, number) }
  }

  func cancel(_ number: UInt64) {
    let deadline = MonotonicClock.deadline(inSeconds: environment.grace)
    let cancelling = calls.withLock { $0.cancel(number, by: deadline) }
    environment.watchdog.expect(by: deadline)
    guard case .tellModule = cancelling, gate.enter() else { return }
    unsafe module.table.cancel(instance, number)
    gate.leave()
  }

  // MARK: Calls of the layer above

  @unsafe func send(_ request: UnsafePointer<cpegate_request>, for call: ForwardedCall) -> UInt64 {
    let timeLimit = unsafe Double(request.pointee.time_limit_ms) / 1000
    let maxResponseBytes = unsafe Int(clamping: request.pointee.max_answer_bytes)
    let deadline = MonotonicClock.deadline(inSeconds: timeLimit + environment.grace)
    let number = calls.withLock { calls in
      calls.takesForwards
        ? calls.add(
          CallTable.Call(
            waiter: .layer(call), deadline: deadline, timeLimit: timeLimit, maxResponseBytes: maxResponseBytes)) : nil
    }
    guard let number else {
      call.finish(.failure(.sessionEnds))
      return 0
    }
    environment.watchdog.expect(by: deadline)
    guard gate.enter() else {
      if let call = calls.withLock({ $0.take(number) }) { end(call, .failure(.sessionEnds)) }
      return number
    }
    // What a module of another minor version says beyond what we know is left out.
    var ours = unsafe cpegate_request()
    unsafe withUnsafeMutableBytes(of: &ours) { ours in
      let count = unsafe min(Int(request.pointee.size), ours.count)
      unsafe ours.copyMemory(from: UnsafeRawBufferPointer(start: request, count: count))
    }
    unsafe ours.size = UInt32(MemoryLayout<cpegate_request>.size)
    unsafe module.table.send(instance, number, &ours)
    tellCancelThatCameMeanwhile(number)
    gate.leave()
    return number
  }

  func endForwards() {
    for (number, call) in calls.withLock({ $0.takeForwards() }) {
      end(
        call,
        .failure(
          TransportFailure(
            mayHaveArrived: true, .cancelled, "the session ended before module \(module.name) answered")))
      giveUp(number)
    }
  }

  // MARK: What the module calls

  @unsafe func complete(_ number: UInt64, _ answer: UnsafePointer<cpegate_answer>?) {
    guard var call = calls.withLock({ $0.take(number) }) else {
      if passedOver.wrappingAdd(1, ordering: .relaxed).oldValue == 0 {
        environment.log(
          .debug, "module \(module.name) completed a call that is not open; this and more of them are passed over")
      }
      return
    }
    let reading = unsafe AnswerReading(answer, maxResponseBytes: call.maxResponseBytes)
    if case .layer(let forwarded) = call.waiter, reading.fault == nil, let answer = unsafe answer {
      unsafe forwarded.finish(answer)
    } else {
      let room = call.room
      call.room = AnswerRoom()
      let outcome = reading.result(from: module.name, in: room)
      if case .success(let response) = outcome { sizes.learn(response) }
      end(call, outcome)
    }
  }

  @unsafe func logLine(_ level: Int32, _ line: cpegate_bytes) {
    let count = unsafe line.data == nil ? 0 : min(line.count, ModuleInstance.longestLine)
    let text = unsafe String(decoding: UnsafeBufferPointer(start: line.data, count: count), as: UTF8.self)
    environment.log(TransportLogLevel(level), "\(module.name): \(text)")
  }

  @unsafe func forward(
    _ request: UnsafePointer<cpegate_request>?, _ done: cpegate_forwarded?, _ context: UnsafeMutableRawPointer?
  ) -> UInt64 {
    guard let done = unsafe done else {
      environment.log(.error, "module \(module.name) forwarded a request without a function to tell the outcome to")
      return 0
    }
    if let fault = unsafe RequestReading.fault(request) {
      let failure = TransportFailure(mayHaveArrived: false, .refused, "module \(module.name) forwarded \(fault)")
      unsafe Result.failure(failure).lend { unsafe done(context, $0) }
      return 0
    }
    guard let below, let request = unsafe request, gate.enter() else {
      unsafe Result.failure(.sessionEnds).lend { unsafe done(context, $0) }
      return 0
    }
    return unsafe below.send(request, for: ForwardedCall(done, context, gate: gate))
  }

  func cancelForwarded(_ number: UInt64) {
    below?.cancel(number)
  }

  // MARK: Ends

  /// Ends what the module never answered.
  ///
  /// Returns when the next call that is open would be.
  func endOverdue(at now: Int) -> Int? {
    let (overdue, next) = calls.withLock { $0.takeOverdue(at: now) }
    guard !overdue.isEmpty else { return next }
    // What goes into a module again does so from a thread of its own: this one ends the calls of the others too.
    Thread.start { [self] in
      for (number, call) in overdue {
        if case .layer = call.waiter { end(call, .failure(unanswered(call))) }
        giveUp(number)
      }
    }
    for (_, call) in overdue {
      if case .task = call.waiter { end(call, .failure(unanswered(call))) }
    }
    return next
  }

  private func unanswered(_ call: CallTable.Call) -> TransportFailure {
    if call.isCancelled {
      return TransportFailure(
        mayHaveArrived: true, .cancelled,
        "module \(module.name) did not end a cancelled request within \(environment.grace) s; what became of it is not "
          + "known")
    }
    return TransportFailure(
      mayHaveArrived: true, .timedOut,
      "module \(module.name) did not answer within the time limit of \(call.timeLimit) s and \(environment.grace) s "
        + "more; what became of the request is not known")
  }

  private func giveUp(_ number: UInt64) {
    guard gate.enter() else { return }
    unsafe module.table.cancel(instance, number)
    gate.leave()
  }

  private func end(_ call: CallTable.Call, _ outcome: Result<TransportResponse, TransportFailure>) {
    switch call.waiter {
    case .nobody: break
    case .task(let continuation): unsafe continuation.resume(returning: outcome)
    case .layer(let forwarded): forwarded.finish(outcome)
    }
  }

  /// Closes the module on a thread of its own, and leaves it behind when it does not return in time.
  func close(by deadline: Int) {
    guard gate.close() else { return }
    let ended = Bell()
    Thread.start { [self] in
      below?.endForwards()
      guard gate.waitUntilEmpty(by: deadline) else { return }
      unsafe module.table.close(instance)
      ended.ring()
    }
    if !ended.wait(until: deadline) {
      environment.log(.warning, "module \(module.name) did not end in time and is left behind")
    }
    for (_, call) in calls.withLock({ $0.takeAll() }) {
      // A layer that still waits is one that was left behind: it is not called any more.
      guard case .task = call.waiter else { continue }
      end(
        call,
        .failure(
          TransportFailure(
            mayHaveArrived: true, .cancelled, "the session ended before module \(module.name) answered")))
    }
    let passedOver = passedOver.load(ordering: .relaxed)
    if passedOver > 0 {
      environment.log(.debug, "module \(module.name) completed \(passedOver) calls that were not open")
    }
  }
}

extension TransportFailure {
  static let sessionEnds = TransportFailure(
    mayHaveArrived: false, .cancelled, "the session ends: nothing is sent any more")
}
