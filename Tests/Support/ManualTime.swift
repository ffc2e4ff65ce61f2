package import EventLoop
internal import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualTime: TimeSource {
  private let reading = Mutex(MonotonicTime(nanoseconds: 0))

  package init() {}

  package func now() -> MonotonicTime {
    reading.withLock { $0 }
  }

  package func advance(bySeconds seconds: Double) {
    reading.withLock { $0 = $0.advanced(bySeconds: seconds) }
  }
}
