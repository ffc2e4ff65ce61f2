internal import Synchronization
internal import TransportModule

/// Calls that were begun and not completed: those that wait to be forwarded, are below, or whose answer is held back.
///
/// A call is completed once: by whoever takes it out of the table.
final class OpenCalls: Sendable {
  private let host: ModuleHost
  private let table = Mutex<[UInt64: Call]>([:])
  private let delays = DelayThread()

  /// What is made of an answer from below.
  enum Ending: Sendable {
    case now(ModuleAnswer)
    case later(ModuleAnswer, milliseconds: Int)
  }

  private struct Call: Sendable {
    /// By the clock that never jumps: nobody waits for it any more then.
    let deadline: Int
    var stage: Stage
  }

  private enum Stage: Sendable {
    /// Nothing of it has left.
    case waiting
    /// The number is what to cancel it by, once that is known.
    case forwarded(number: UInt64?, isCancelled: Bool)
    /// Upstream has answered, and the client does not know it.
    case held
  }

  init(_ host: ModuleHost) {
    self.host = host
  }

  /// Hands a request to the layer below, now or after a while, and completes it with what `ending` makes of the answer.
  ///
  /// Within the time limit of the request it is over, whatever `milliseconds` and `ending` say.
  func forward(
    _ request: ModuleRequest, call: UInt64, after milliseconds: Int = 0,
    ending: @escaping @Sendable (ModuleAnswer) -> Ending
  ) {
    let limit = Int(request.timeLimit)
    let deadline = MonotonicMilliseconds.now + limit
    table.withLock { $0[call] = Call(deadline: deadline, stage: .waiting) }
    guard milliseconds > 0 else { return begin(request, call, ending) }
    if milliseconds >= limit {
      let tooLate = ModuleAnswer(.notSent(.timedOut), message: "chaos: the time limit was reached before it was sent")
      return afterDelay(of: limit) { [self] in complete(call, tooLate) }
    }
    afterDelay(of: milliseconds) { [self] in
      var request = request
      request.timeLimit = UInt32(max(1, deadline - MonotonicMilliseconds.now))
      begin(request, call, ending)
    }
  }

  func cancel(_ call: UInt64) {
    let stage = table.withLock { table -> Stage? in
      guard let stage = table[call]?.stage else { return nil }
      if case .forwarded(let number, _) = stage {
        table[call]?.stage = .forwarded(number: number, isCancelled: true)
      } else {
        table[call] = nil
      }
      return stage
    }
    switch stage {
    case .waiting, .held: if let stage { host.complete(call, OpenCalls.cancelled(stage)) }
    case .forwarded(let number?, _): host.cancelForwarded(number)
    // Cancelled as soon as its number is known.
    case .forwarded(nil, _), nil: break
    }
  }

  /// Completes everything, and forgets it.
  func close() {
    delays.stop()
    let open = table.withLock { table in
      defer { table = [:] }
      return table
    }
    for (call, was) in open {
      if case .forwarded(let number?, _) = was.stage { host.cancelForwarded(number) }
      host.complete(call, OpenCalls.cancelled(was.stage))
    }
  }

  private func begin(_ request: ModuleRequest, _ call: UInt64, _ ending: @escaping @Sendable (ModuleAnswer) -> Ending) {
    let isOpen = table.withLock { table in
      table[call]?.stage = .forwarded(number: nil, isCancelled: false)
      return table[call] != nil
    }
    // Cancelled meanwhile.
    guard isOpen else { return }
    let number = host.forward(request) { [self] answer in
      switch ending(answer) {
      case .now(let answer): complete(call, answer)
      case .later(let answer, let milliseconds): hold(answer, call, milliseconds)
      }
    }
    let isCancelled = table.withLock { table in
      guard case .forwarded(nil, let isCancelled) = table[call]?.stage else { return false }
      table[call]?.stage = .forwarded(number: number, isCancelled: isCancelled)
      return isCancelled
    }
    if isCancelled { host.cancelForwarded(number) }
  }

  private func hold(_ answer: ModuleAnswer, _ call: UInt64, _ milliseconds: Int) {
    let left = table.withLock { table -> Int? in
      guard let open = table[call] else { return nil }
      if case .forwarded(_, isCancelled: true) = open.stage { return nil }
      table[call]?.stage = .held
      return max(0, open.deadline - MonotonicMilliseconds.now)
    }
    guard let left else { return complete(call, answer) }
    guard milliseconds >= left else { return afterDelay(of: milliseconds) { [self] in complete(call, answer) } }
    let tooLate = ModuleAnswer(.outcomeUnknown(.timedOut), message: "chaos: the time limit was reached in the answer")
    afterDelay(of: left) { [self] in complete(call, tooLate) }
  }

  /// At once where there can be no thread to wait on.
  private func afterDelay(of milliseconds: Int, _ work: @escaping @Sendable () -> Void) {
    if !delays.add(after: milliseconds, work) { work() }
  }

  private func complete(_ call: UInt64, _ answer: ModuleAnswer) {
    guard table.withLock({ $0.removeValue(forKey: call) }) != nil else { return }
    host.complete(call, answer)
  }

  private static func cancelled(_ stage: Stage) -> ModuleAnswer {
    let message = "chaos: cancelled"
    if case .waiting = stage { return ModuleAnswer(.notSent(.cancelled), message: message) }
    return ModuleAnswer(.outcomeUnknown(.cancelled), message: message)
  }
}
