internal import Glibc

/// A call of the system that failed at the start, told with what it was for.
struct SystemFailure: Error, CustomStringConvertible {
  let description: String

  /// - Parameter what: what could not be done; the reason is that of `errno`.
  init(_ what: String) {
    description = "\(what): \(String(cString: strerror(errno)))"
  }
}
