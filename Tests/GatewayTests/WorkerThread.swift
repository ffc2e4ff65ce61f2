internal import Foundation

/// A thread that does one thing after the other while its callers are suspended.
///
/// A session blocks its thread until an answer is there. On a thread of the common pool that could keep the work it
/// waits for from ever running.
final class WorkerThread: @unchecked Sendable {
  // @unchecked: what changes is touched with the condition locked.
  private let condition = NSCondition()
  private var jobs: [@Sendable () -> Void] = []
  private var isOver = false

  init() {
    Thread { [self] in
      while let job = next() { job() }
    }.start()
  }

  /// Runs `body` on the thread; the caller holds up nobody meanwhile.
  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      add { continuation.resume(with: Result(catching: body)) }
    }
  }

  /// Lets the thread end when it has nothing left to do.
  func stop() {
    condition.lock()
    isOver = true
    condition.signal()
    condition.unlock()
  }

  private func add(_ job: @escaping @Sendable () -> Void) {
    condition.lock()
    jobs.append(job)
    condition.signal()
    condition.unlock()
  }

  /// Nil once it is over and nothing is left.
  private func next() -> (@Sendable () -> Void)? {
    condition.lock()
    defer { condition.unlock() }
    while jobs.isEmpty, !isOver { condition.wait() }
    return jobs.isEmpty ? nil : jobs.removeFirst()
  }
}
