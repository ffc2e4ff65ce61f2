/// A task that performs calls one after another.
///
/// As long as they do not suspend, one runner does them all without a task or a hop of their own; when one suspends,
/// the session goes on with another runner.
final class Runner {
  var task: Task<Void, Never>?
  private var parked: CheckedContinuation<Void, Never>?
  /// Its task was cancelled for the sake of one call, so it must not perform others.
  var isRetired = false

  func park(_ continuation: CheckedContinuation<Void, Never>) {
    parked = continuation
  }

  func resume() {
    let continuation = parked
    parked = nil
    continuation?.resume()
  }
}
