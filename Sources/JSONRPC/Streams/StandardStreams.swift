internal import CLinux
internal import Glibc

/// Standard input and output as the session's own, taken away from everybody else in the process (protocol.md 1.3).
package struct StandardStreams: ~Copyable {
  let input: Descriptor
  let output: Descriptor

  /// Keeps private copies of descriptors 0 and 1, points 1 at standard error and 0 at nothing.
  /// - Throws: ``StreamFailure`` when one of the two is not open.
  package init() throws(StreamFailure) {
    // Without this the next file opened would become standard error.
    if clinux_is_open(STDERR_FILENO) == 0 { StandardStreams.pointAtNothing(STDERR_FILENO) }
    let input = clinux_duplicate(STDIN_FILENO)
    guard input >= 0 else { throw StreamFailure("standard input", errno) }
    let output = clinux_duplicate(STDOUT_FILENO)
    guard output >= 0 else { throw StreamFailure("standard output", errno) }
    StandardStreams.pointAtNothing(STDIN_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    signal(SIGPIPE, SIG_IGN)
    self.input = Descriptor(input, forWriting: false)
    self.output = Descriptor(output, forWriting: true)
  }

  private static func pointAtNothing(_ number: Int32) {
    let nothing = unsafe clinux_open("/dev/null", O_RDWR)
    guard nothing != number else { return }
    dup2(nothing, number)
    close(nothing)
  }
}

/// A read or write error on a stream: the session cannot go on.
package struct StreamFailure: Error, Sendable {
  /// Which stream, and what the system said.
  package let message: String

  init(_ stream: String, _ code: Int32) {
    message = "\(stream): \(unsafe String(cString: strerror(code)))"
  }
}
