internal import CLinux
internal import Glibc

/// What the command line itself says, beside all logging.
enum Terminal {
  /// Where commands print: a copy of standard output that nothing else in the process writes to.
  ///
  /// What is left at its number goes to standard error, so a module that is loaded cannot spoil a result.
  private static let output: Int32 = {
    let own = clinux_duplicate(STDOUT_FILENO)
    guard own >= 0 else { return STDOUT_FILENO }
    dup2(STDERR_FILENO, STDOUT_FILENO)
    return own
  }()

  /// Takes standard output for what commands print, before any module is loaded.
  static func keepOutput() {
    _ = output
  }

  static func tell(_ line: String) {
    write(line + "\n", to: STDERR_FILENO)
  }

  /// What nobody takes is lost, as there is nobody to tell.
  static func write(_ text: String, to descriptor: Int32) {
    _ = write(Array(text.utf8), to: descriptor)
  }

  /// Writes what a command was asked for.
  ///
  /// - Throws: ``ExitFailure`` when it cannot be written; a reader that has seen enough is no failure.
  static func print(_ text: String) throws(ExitFailure) {
    let code = write(Array(text.utf8), to: output)
    guard code == 0 || code == EPIPE else {
      throw .stream("writing standard output: \(String(cString: strerror(code)))")
    }
  }

  /// Writes all of it; returns the error that ended it, or 0.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    var from = 0
    while from < bytes.count {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + from }, $0.count - from) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return errno }
      from += written
    }
    return 0
  }

  /// All of standard input.
  ///
  /// - Throws: ``ExitFailure`` when it cannot be read.
  static func readAll() throws(ExitFailure) -> [UInt8] {
    var all: [UInt8] = []
    while true {
      var code: Int32 = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 64 * 1024) { buffer, count in
        let got = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        if got < 0 { code = errno }
        count = max(0, got)
      }
      if code == EINTR { continue }
      guard code == 0 else { throw .stream("reading standard input: \(String(cString: strerror(code)))") }
      if piece.isEmpty { return all }
      all += piece
    }
  }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) != 0 }

  /// What commands print is seen by a person.
  static var printsToTerminal: Bool { isTerminal(output) }

  /// Columns of the terminal; 100 where there is none.
  static var columns: Int {
    var size = winsize()
    return ioctl(output, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 100
  }
}
