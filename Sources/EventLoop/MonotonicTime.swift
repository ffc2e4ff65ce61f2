internal import Glibc

/// A reading of a clock that never goes back, in nanoseconds from an arbitrary beginning.
package struct MonotonicTime: Comparable, Hashable, Sendable {
  package let nanoseconds: Int

  package init(nanoseconds: Int) {
    self.nanoseconds = nanoseconds
  }

  package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// That many seconds later; what lies beyond the range of the clock is the end of it.
  package func advanced(bySeconds seconds: Double) -> MonotonicTime {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(Int(exactly: (seconds * 1e9).rounded()) ?? Int.max)
    return MonotonicTime(nanoseconds: overflow ? Int.max : sum)
  }

  package func seconds(since earlier: MonotonicTime) -> Double {
    Double(nanoseconds - earlier.nanoseconds) / 1e9
  }
}

/// Where real time comes from; tests put a clock of their own here.
package protocol TimeSource: Sendable {
  func now() -> MonotonicTime
}

/// The machine's monotonic clock.
package struct SystemTime: TimeSource {
  package init() {}

  package func now() -> MonotonicTime {
    var reading = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &reading)
    return MonotonicTime(nanoseconds: reading.tv_sec * 1_000_000_000 + reading.tv_nsec)
  }
}
