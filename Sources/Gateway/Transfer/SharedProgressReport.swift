internal import Synchronization

/// A progress report that is told from any thread.
final class SharedProgressReport: Sendable {
  private let report: Mutex<ProgressReport>

  init(_ report: ProgressReport) {
    self.report = Mutex(report)
  }

  /// - Parameter total: nil when it is not known.
  func tell(_ done: Int, of total: Int?, _ message: StaticString) {
    report.withLock { report in
      report.total = total
      report.tell(done, message)
    }
  }

  /// All there was is done.
  func end(_ done: Int, _ message: StaticString) {
    report.withLock { report in
      report.total = done
      report.end(done, message)
    }
  }
}
