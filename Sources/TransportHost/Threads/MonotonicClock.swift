internal import Glibc

/// The machine's clock that never goes back, in nanoseconds.
enum MonotonicClock {
  static func now() -> Int {
    var reading = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &reading)
    return reading.tv_sec * 1_000_000_000 + reading.tv_nsec
  }

  /// So many seconds from now.
  static func deadline(inSeconds seconds: Double) -> Int {
    // A limit of a century is none, and stays far from the end of the numbers.
    now() + Int(min(max(0, seconds), 3_155_760_000) * 1e9)
  }
}
