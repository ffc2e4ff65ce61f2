package import GatewayCore
internal import Synchronization

/// A clock whose time jumps to whatever is asked for: waiting takes no time, and passes the time that was waited for.
package final class ImpatientClock: GatewayClock {
  private let reading = Mutex(Timestamp(milliseconds: 1_893_456_000_000))

  package init() {}

  package var now: Timestamp { reading.withLock { $0 } }

  package func schedule(
    at instant: Timestamp, for device: Int?, _ action: @escaping @Sendable () -> Void
  ) -> ClockKey {
    reading.withLock { $0 = max($0, instant) }
    action()
    return ClockKey(number: 0)
  }

  package func cancel(_ key: ClockKey) {}
}
