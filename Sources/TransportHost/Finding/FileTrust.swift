internal import Glibc

/// Whether a file is one that only those could have put there who may do so.
enum FileTrust {
  /// The real path of a file that can be trusted.
  /// - Throws: why it is not taken: not there, no regular file, or writable by anybody, it or a folder above it.
  static func realPath(of path: String) throws(TransportHostError) -> String {
    guard let real = resolved(path) else {
      throw TransportHostError(.noModule, "\(path): \(SystemError.text(errno))")
    }
    let mode = try mode(of: real)
    guard mode & S_IFMT == S_IFREG else {
      throw TransportHostError(.refused, "\(real) is refused: it is not a regular file")
    }
    guard mode & S_IWOTH == 0 else {
      throw TransportHostError(
        .refused, "\(real) is refused: anybody may write to it, so anybody could run code here; chmod o-w \(real)")
    }
    var folder = parent(of: real)
    while true {
      let mode = try self.mode(of: folder)
      guard mode & S_IWOTH == 0 || mode & S_ISVTX != 0 else {
        throw TransportHostError(
          .refused,
          "\(real) is refused: anybody may write to the folder \(folder), so anybody could run code here; "
            + "chmod o-w \(folder)")
      }
      if folder == "/" { return real }
      folder = parent(of: folder)
    }
  }

  static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Without symbolic links, `.` and `..`; nil when there is no such file, and `errno` says why.
  static func resolved(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// - Parameter path: absolute, without a slash at its end.
  static func parent(of path: String) -> String {
    let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
    return folder.isEmpty ? "/" : String(folder)
  }

  private static func mode(of path: String) throws(TransportHostError) -> mode_t {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else {
      throw TransportHostError(.noModule, "\(path): \(SystemError.text(errno))")
    }
    return facts.st_mode
  }
}
