internal import Foundation
internal import Testing

/// Runs each test on a thread of its own.
///
/// A bench blocks its thread until an answer is there. On a thread of the common pool that could keep the work it waits
/// for from ever running.
struct OwnThread: TestTrait, SuiteTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    let executor = ThreadExecutor()
    executor.start()
    defer { executor.stop() }
    try await withTaskExecutorPreference(executor) { try await function() }
  }
}

extension Trait where Self == OwnThread {
  static var onItsOwnThread: OwnThread { OwnThread() }
}

/// One thread that does the jobs of whoever prefers it.
private final class ThreadExecutor: TaskExecutor, @unchecked Sendable {
  // @unchecked: what changes is touched with the condition locked.
  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []
  private var isOver = false

  func start() {
    Thread { [self] in
      while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }.start()
  }

  func stop() {
    condition.lock()
    isOver = true
    condition.signal()
    condition.unlock()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.lock()
    jobs.append(job)
    condition.signal()
    condition.unlock()
  }

  /// Nil once it is over and nothing is left.
  private func next() -> UnownedJob? {
    condition.lock()
    defer { condition.unlock() }
    while jobs.isEmpty, !isOver { condition.wait() }
    return jobs.isEmpty ? nil : jobs.removeFirst()
  }
}
