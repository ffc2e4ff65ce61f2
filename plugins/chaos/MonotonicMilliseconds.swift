internal import Glibc

/// Time that never jumps, in milliseconds.
enum MonotonicMilliseconds {
  static var now: Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
