internal import Synchronization

/// One thread that ends calls whose module never answers.
///
/// It sleeps until the earliest deadline it was told of and then has all calls looked through: calls that end in time, as
/// nearly all do, cost it nothing.
final class Watchdog: Sendable {
  private struct State {
    var instances: [ModuleInstance] = []
    var isStarted = false
    var isEnded = false
  }

  private let state = Mutex(State())
  private let bell = Bell()
  /// When it will look next.
  private let wake = Atomic(Int.max)

  func watch(_ instance: ModuleInstance) {
    state.withLock { $0.instances.append(instance) }
  }

  /// A call that ends by then was put where the next look finds it.
  func expect(by deadline: Int) {
    if deadline < wake.load(ordering: .sequentiallyConsistent) { comeEarlier(deadline) }
  }

  /// Ends the thread, soon.
  func end() {
    state.withLock { state in
      state.isEnded = true
      state.instances = []
    }
    bell.ring()
  }

  @inline(never)
  private func comeEarlier(_ deadline: Int) {
    wake.min(deadline, ordering: .sequentiallyConsistent)
    let mustStart = state.withLock { state in
      guard !state.isStarted, !state.isEnded else { return false }
      state.isStarted = true
      return true
    }
    if mustStart { Thread.start { [self] in look() } } else { bell.ring() }
  }

  private func look() {
    while true {
      let isEarlier = bell.wait(until: wake.load(ordering: .sequentiallyConsistent))
      let instances = state.withLock { $0.isEnded ? nil : $0.instances }
      guard let instances else { return }
      if isEarlier { continue }
      // A call that comes while the rest is looked through either is seen or tells its own deadline.
      wake.store(.max, ordering: .sequentiallyConsistent)
      let now = MonotonicClock.now()
      // The deepest layers first: what they hear is more exact than that time ran out above them.
      for instance in instances {
        if let next = instance.endOverdue(at: now) { wake.min(next, ordering: .sequentiallyConsistent) }
      }
    }
  }
}
