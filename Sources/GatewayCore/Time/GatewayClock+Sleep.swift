internal import Synchronization

extension GatewayClock {
  /// Waits so many seconds; false when the task was cancelled before they were over.
  package func sleep(seconds: Double) async -> Bool {
    let sleeper = Sleeper()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        sleeper.begin(continuation)
        let key = schedule(at: now.advanced(bySeconds: seconds), for: nil) { sleeper.end(true) }
        sleeper.once { self.cancel(key) }
      }
    } onCancel: {
      sleeper.end(false)
    }
  }
}

/// One sleep, which ends once: when its time has come or when nobody waits for it.
private final class Sleeper: Sendable {
  private struct State: Sendable {
    var continuation: CheckedContinuation<Bool, Never>?
    var outcome: Bool?
    var cleanUp: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  func begin(_ continuation: CheckedContinuation<Bool, Never>) {
    let outcome: Bool? = state.withLock { state in
      if state.outcome == nil { state.continuation = continuation }
      return state.outcome
    }
    if let outcome { continuation.resume(returning: outcome) }
  }

  /// Runs `body` when the sleep is over before its time.
  func once(_ body: @escaping @Sendable () -> Void) {
    let isOver: Bool = state.withLock { state in
      if state.outcome == nil { state.cleanUp = body }
      return state.outcome == false
    }
    if isOver { body() }
  }

  func end(_ outcome: Bool) {
    let (continuation, cleanUp) = state.withLock {
      state -> (CheckedContinuation<Bool, Never>?, (@Sendable () -> Void)?) in
      guard state.outcome == nil else { return (nil, nil) }
      state.outcome = outcome
      defer {
        state.continuation = nil
        state.cleanUp = nil
      }
      return (state.continuation, outcome ? nil : state.cleanUp)
    }
    continuation?.resume(returning: outcome)
    cleanUp?()
  }
}
