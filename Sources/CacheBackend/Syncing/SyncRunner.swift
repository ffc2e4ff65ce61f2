internal import GatewayCore
internal import Synchronization

/// Runs one sync at a time; whoever asks for what is under way joins it.
final class SyncRunner: Sendable {
  private unowned let cache: CacheBackend
  private let state = Mutex(State())

  private struct State {
    var run: Run?
    var timer: Task<Void, Never>?
    var isOver = false
  }

  /// So many background syncs are incremental before one reads everything: only that finds what was deleted.
  private static let incrementalRuns = 9

  init(_ cache: CacheBackend) {
    self.cache = cache
  }

  /// Syncs, or waits for the end of what does the same.
  func sync(
    _ mode: SyncMode, _ progress: @escaping @Sendable (SyncProgress) -> Void
  ) async throws(GatewayError) -> SyncOutcome {
    while true {
      let run = try join(mode, progress)
      let outcome = await run.outcome()
      if Task.isCancelled, case .failure(let error) = outcome, error.kind == .cancelled { throw error }
      guard run.serves(mode) else { continue }
      return try outcome.get()
    }
  }

  private func join(
    _ mode: SyncMode, _ progress: @escaping @Sendable (SyncProgress) -> Void
  ) throws(GatewayError) -> Run {
    let run = state.withLock { state -> Run? in
      guard !state.isOver else { return nil }
      if let run = state.run, run.join(mode, progress) { return run }
      let run = Run(mode, progress)
      state.run = run
      run.start(cache) { [weak self] in self?.forget(run) }
      return run
    }
    guard let run else { throw GatewayError(.cancelled, "the session ends") }
    return run
  }

  private func forget(_ run: Run) {
    state.withLock { if $0.run === run { $0.run = nil } }
  }

  // MARK: In the background

  func begin(every seconds: Double) {
    let timer = Task { [weak self] in
      var number = 0
      while let clock = self?.cache.clock, await clock.sleep(seconds: seconds), let self {
        let isFull = number % (SyncRunner.incrementalRuns + 1) == SyncRunner.incrementalRuns
        number += 1
        // What upstream cannot answer now it may answer next time; the age of what is held tells how it stands.
        _ = try? await sync(isFull ? .full : .incremental) { _ in }
      }
    }
    state.withLock { $0.timer = timer }
  }

  /// Nothing new begins; what runs stops at its next page.
  func end() {
    let (run, timer) = state.withLock { state in
      state.isOver = true
      return (state.run, state.timer)
    }
    timer?.cancel()
    run?.stop()
  }
}

/// One sync under way, and who waits for it.
private final class Run: Sendable {
  private let mode: SyncMode
  private let state: Mutex<State>

  private struct State {
    var waiting = 1
    var observers: [@Sendable (SyncProgress) -> Void]
    var task: Task<Result<SyncOutcome, GatewayError>, Never>?
    var isStopped = false
  }

  init(_ mode: SyncMode, _ progress: @escaping @Sendable (SyncProgress) -> Void) {
    self.mode = mode
    state = Mutex(State(observers: [progress]))
  }

  /// A full sync is an incremental one too.
  func serves(_ mode: SyncMode) -> Bool { self.mode == mode || self.mode == .full }

  /// Waits with the others, also for the end of a run of another mode; false when it is stopped already.
  func join(_ mode: SyncMode, _ progress: @escaping @Sendable (SyncProgress) -> Void) -> Bool {
    state.withLock { state in
      guard !state.isStopped else { return false }
      state.waiting += 1
      if serves(mode) { state.observers.append(progress) }
      return true
    }
  }

  func start(_ cache: CacheBackend, _ end: @escaping @Sendable () -> Void) {
    let task = Task { [self] () async -> Result<SyncOutcome, GatewayError> in
      defer { end() }
      do throws(GatewayError) {
        var pass = SyncPass(cache, mode) { progress in
          for observer in self.state.withLock({ $0.observers }) { observer(progress) }
        }
        return .success(try await pass.run())
      } catch {
        return .failure(error)
      }
    }
    state.withLock { $0.task = task }
  }

  /// What has become of it; `cancelled` as soon as the caller's task is.
  func outcome() async -> Result<SyncOutcome, GatewayError> {
    guard let task = state.withLock({ $0.task }) else { return .failure(GatewayError(.internal)) }
    let answer = FirstAnswer()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        answer.wait(continuation)
        Task { answer.give(await task.value) }
      }
    } onCancel: {
      answer.give(.failure(GatewayError(.cancelled, "cancelled by the client")))
      leave()
    }
  }

  /// One of those that wait wants it no more: when nobody does, it ends.
  private func leave() {
    state.withLock { state in
      state.waiting -= 1
      guard state.waiting == 0 else { return }
      state.isStopped = true
      state.task?.cancel()
    }
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.task?.cancel()
    }
  }
}

/// What one who waits is told: the end of the run, or that he gave up, whatever comes first.
private final class FirstAnswer: Sendable {
  private struct State {
    var continuation: CheckedContinuation<Result<SyncOutcome, GatewayError>, Never>?
    var answer: Result<SyncOutcome, GatewayError>?
  }

  private let state = Mutex(State())

  func wait(_ continuation: CheckedContinuation<Result<SyncOutcome, GatewayError>, Never>) {
    let answer = state.withLock { state in
      if state.answer == nil { state.continuation = continuation }
      return state.answer
    }
    if let answer { continuation.resume(returning: answer) }
  }

  func give(_ answer: Result<SyncOutcome, GatewayError>) {
    let continuation = state.withLock { state in
      guard state.answer == nil else { return nil as CheckedContinuation<Result<SyncOutcome, GatewayError>, Never>? }
      state.answer = answer
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(returning: answer)
  }
}
