internal import GatewayCore
internal import Simulator
internal import Synchronization

/// The clock of the fleet, which knows how many wait for it.
final class CountingClock: GatewayClock {
  private let clock: MockClock
  private let waiting = Mutex<Set<Int>>([])
  private let lastNumber = Mutex(0)
  private let keys = Mutex<[ClockKey: Int]>([:])

  init(_ clock: MockClock) {
    self.clock = clock
  }

  var sleepers: Int { waiting.withLock { $0.count } }
  var now: Timestamp { clock.now }

  func schedule(at instant: Timestamp, for device: Int?, _ action: @escaping @Sendable () -> Void) -> ClockKey {
    let number = lastNumber.withLock { last in
      last += 1
      return last
    }
    _ = waiting.withLock { $0.insert(number) }
    let key = clock.schedule(at: instant, for: device) { [self] in
      _ = waiting.withLock { $0.remove(number) }
      action()
    }
    keys.withLock { $0[key] = number }
    return key
  }

  func cancel(_ key: ClockKey) {
    clock.cancel(key)
    guard let number = keys.withLock({ $0.removeValue(forKey: key) }) else { return }
    _ = waiting.withLock { $0.remove(number) }
  }
}
