internal import DequeModule
internal import GatewayCore
internal import Synchronization

/// Lets requests go to the host of upstream: so many a second, so many at once, the more urgent first.
///
/// One bucket serves all of them; its burst is what one second allows.
final class RequestLimiter: Sendable {
  private struct Waiter: Sendable {
    let number: Int
    let resume: @Sendable (Bool) -> Void
  }

  private struct State: Sendable {
    var tokens: Double
    var filledAt: Timestamp
    var inFlight = 0
    var waiting: [Deque<Waiter>] = RequestPriority.allCases.map { _ in [] }
    var nextNumber = 0
    /// A wake-up is planned for the next token.
    var isWakePlanned = false
    /// An operation waits for its turn without standing in line here: until then a token is kept for it.
    var keptUntil: Timestamp?
  }

  private let clock: any GatewayClock
  private let rate: Double?
  private let maxInFlight: Int
  private let capacity: Double
  private let state: Mutex<State>

  init(clock: any GatewayClock, rate: Double?, maxInFlight: Int) {
    self.clock = clock
    self.rate = rate
    self.maxInFlight = maxInFlight
    capacity = max(1, rate ?? 1)
    state = Mutex(State(tokens: capacity, filledAt: clock.now))
  }

  /// Waits for leave to send one request; ``release()`` gives its place back.
  ///
  /// Returns false, with nothing taken, when the task was cancelled before.
  func acquire(_ priority: RequestPriority) async -> Bool {
    if Task.isCancelled { return false }
    let number: Int? = state.withLock { state in
      if state.waiting.prefix(priority.rawValue + 1).allSatisfy(\.isEmpty), take(priority, &state) { return nil }
      state.nextNumber += 1
      return state.nextNumber
    }
    guard let number else { return true }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = state.withLock { state in
          if Task.isCancelled { return true }
          state.waiting[priority.rawValue].append(Waiter(number: number) { continuation.resume(returning: $0) })
          return false
        }
        if isCancelled { continuation.resume(returning: false) } else { admit() }
      }
    } onCancel: {
      let waiter: Waiter? = state.withLock { state in
        guard let place = state.waiting[priority.rawValue].firstIndex(where: { $0.number == number }) else {
          return nil
        }
        return state.waiting[priority.rawValue].remove(at: place)
      }
      waiter?.resume(false)
    }
  }

  func release() {
    state.withLock { $0.inFlight -= 1 }
    admit()
  }

  /// When an operation that is begun now would not have to wait here; nil for at once.
  ///
  /// Who is told a time comes again then: meanwhile what is less urgent leaves a token for it.
  func nextOpening(for priority: RequestPriority) -> Timestamp? {
    state.withLock { state in
      guard let rate else { return nil }
      fill(&state)
      let ahead = state.waiting.prefix(priority.rawValue + 1).reduce(0) { $0 + $1.count }
      let missing = Double(ahead + 1) - state.tokens
      guard missing > 0 else { return nil }
      let opening = clock.now.advanced(bySeconds: missing / rate + 0.0005)
      state.keptUntil = opening.advanced(bySeconds: 1)
      return opening
    }
  }

  /// Tokens that must be there for a request of that priority.
  private func needed(_ priority: RequestPriority, _ state: borrowing State) -> Double {
    guard priority.rawValue > RequestPriority.dispatch.rawValue, let kept = state.keptUntil, kept > clock.now else {
      return 1
    }
    return min(2, capacity)
  }

  private func fill(_ state: inout State) {
    guard let rate else { return }
    let now = clock.now
    state.tokens = min(capacity, state.tokens + max(0, now.seconds(since: state.filledAt)) * rate)
    state.filledAt = now
  }

  private func take(_ priority: RequestPriority, _ state: inout State) -> Bool {
    guard state.inFlight < maxInFlight else { return false }
    fill(&state)
    if rate != nil {
      guard state.tokens >= needed(priority, state) else { return false }
      state.tokens -= 1
      if priority == .dispatch { state.keptUntil = nil }
    }
    state.inFlight += 1
    return true
  }

  /// Lets go whoever may.
  private func admit() {
    let (admitted, wakeAt): ([Waiter], Timestamp?) = state.withLock { state in
      var admitted: [Waiter] = []
      while let line = RequestPriority.allCases.first(where: { !state.waiting[$0.rawValue].isEmpty }),
        take(line, &state)
      {
        if let waiter = state.waiting[line.rawValue].popFirst() { admitted.append(waiter) }
      }
      guard let rate, !state.isWakePlanned, state.inFlight < maxInFlight,
        let line = RequestPriority.allCases.first(where: { !state.waiting[$0.rawValue].isEmpty })
      else { return (admitted, nil) }
      state.isWakePlanned = true
      // A whole millisecond more, so that the token is there by then.
      let missing = max(0, needed(line, state) - state.tokens)
      return (admitted, clock.now.advanced(bySeconds: missing / rate + 0.0005))
    }
    for waiter in admitted { waiter.resume(true) }
    guard let wakeAt else { return }
    _ = clock.schedule(at: wakeAt, for: nil) { [weak self] in
      self?.state.withLock { $0.isWakePlanned = false }
      self?.admit()
    }
  }
}
