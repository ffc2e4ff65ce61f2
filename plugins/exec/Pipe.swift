internal import CLinux
internal import Glibc

/// A pipe, closed in programs that are started.
struct Pipe {
  let reading: Int32
  let writing: Int32

  init() throws(ChildStartError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe clinux_pipe(&ends) == 0 else { throw ChildStartError(number: errno) }
    (reading, writing) = (ends[0], ends[1])
  }

  func close() {
    Glibc.close(reading)
    Glibc.close(writing)
  }

  /// Makes an end of a pipe return at once where it would block.
  static func makeNonblocking(_ end: Int32) {
    let flags = fcntl(end, F_GETFL)
    _ = fcntl(end, F_SETFL, flags | O_NONBLOCK)
  }
}
