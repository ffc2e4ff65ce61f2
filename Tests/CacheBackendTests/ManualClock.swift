internal import GatewayCore
internal import Synchronization

/// A clock that stands still until a test moves it, back as well.
final class ManualClock: GatewayClock {
  private struct State {
    var now = Timestamp(milliseconds: 1_893_456_000_000)
    var next: UInt64 = 0
    var entries: [UInt64: (at: Timestamp, action: @Sendable () -> Void)] = [:]
  }

  private let state = Mutex(State())

  var now: Timestamp { state.withLock { $0.now } }

  func advance(bySeconds seconds: Double) {
    let due = state.withLock { state in
      state.now = state.now.advanced(bySeconds: seconds)
      let due = state.entries.filter { $0.value.at <= state.now }.sorted { $0.value.at < $1.value.at }
      for entry in due { state.entries[entry.key] = nil }
      return due.map(\.value.action)
    }
    for action in due { action() }
  }

  /// How many wait for a time to come.
  var sleepers: Int { state.withLock { $0.entries.count } }

  func schedule(
    at instant: Timestamp, for device: Int?, _ action: @escaping @Sendable () -> Void
  ) -> ClockKey {
    let (key, isDue) = state.withLock { state in
      state.next += 1
      guard instant > state.now else { return (state.next, true) }
      state.entries[state.next] = (instant, action)
      return (state.next, false)
    }
    if isDue { action() }
    return ClockKey(number: key)
  }

  func cancel(_ key: ClockKey) {
    state.withLock { $0.entries[key.number] = nil }
  }
}
