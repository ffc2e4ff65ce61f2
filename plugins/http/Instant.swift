internal import Glibc

/// A reading of the monotonic clock, in milliseconds.
struct Instant: Comparable {
  let milliseconds: Int

  static let distantFuture = Instant(milliseconds: .max)

  static func now() -> Instant {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
  }

  static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  func advanced(by milliseconds: UInt32) -> Instant {
    Instant(milliseconds: self.milliseconds + Int(milliseconds))
  }

  /// Milliseconds until then, 0 when it is past, an hour at most.
  func wait(from now: Instant) -> Int32 {
    Int32(min(max(0, milliseconds &- now.milliseconds), 3_600_000))
  }
}
