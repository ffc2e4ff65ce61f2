internal import EventLoop
internal import GatewayCore
internal import Simulator
internal import Synchronization
internal import TestSupport

@testable internal import RESTBackend

/// A limiter whose time and waiters go on only when a test says so.
final class LimiterBench: Sendable {
  private let loop = EventLoop(time: ManualTime())
  private let clock: MockClock
  let limiter: RequestLimiter
  private let log = Mutex<[String]>([])

  init(rate: Double?, maxInFlight: Int = 1000) {
    clock = MockClock(.virtual, loop: loop)
    limiter = RequestLimiter(clock: clock, rate: rate, maxInFlight: maxInFlight)
  }

  /// Names of those that were let go, in their order; `-name` for one that was cancelled.
  var admitted: [String] {
    settle()
    return log.withLock { $0 }
  }

  @discardableResult
  func ask(_ priority: RequestPriority = .interactive, _ name: String = "x") -> Task<Void, Never> {
    let task = Task(executorPreference: loop) { [self] in
      let isAdmitted = await limiter.acquire(priority)
      log.withLock { $0.append((isAdmitted ? "" : "-") + name) }
    }
    settle()
    return task
  }

  func advance(_ seconds: Double) {
    settle()
    clock.advance(bySeconds: seconds) {}
    while clock.step(isQuiet: false, awaited: []) { settle() }
  }

  func secondsUntilOpening(_ priority: RequestPriority) -> Double {
    limiter.nextOpening(for: priority).map { $0.seconds(since: clock.now) } ?? 0
  }

  private func settle() {
    while loop.runReadyJobs() {}
  }
}
