internal import Glibc

/// An open file, closed exactly once.
struct TapeDescriptor: ~Copyable {
  let number: Int32
  /// As `fstat` says.
  let isRegular: Bool
  let size: Int

  /// - Throws: ``TapeError`` with the path and the system's reason; a folder, a pipe and a socket are refused.
  init(_ path: String, flags: Int32) throws(TapeError) {
    // Without waiting for the other end of what turns out to be a pipe.
    number = unsafe open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode_t(0o600))
    guard number >= 0 else { throw TapeError("\(path): \(TapeDescriptor.reason(errno))") }
    var facts = stat()
    guard unsafe fstat(number, &facts) == 0 else {
      let reason = TapeDescriptor.reason(errno)
      close(number)
      throw TapeError("\(path): \(reason)")
    }
    let type = facts.st_mode & S_IFMT
    guard type == S_IFREG || type == S_IFCHR else {
      close(number)
      throw TapeError("\(path): expected a file, found a folder, a pipe or a socket")
    }
    isRegular = type == S_IFREG
    size = Int(facts.st_size)
  }

  deinit {
    close(number)
  }

  static func reason(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
