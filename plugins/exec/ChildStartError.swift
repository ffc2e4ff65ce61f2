internal import Glibc

/// Why a child, or a pipe to it, cannot be had.
struct ChildStartError: Error {
  /// Of the system.
  let number: Int32

  var reason: String { unsafe String(cString: strerror(number)) }
}
