internal import GatewayCore
internal import Glibc

/// The folder of what is kept from one run to the next, or one of this process that stands in for it.
struct StateDirectory {
  let path: String
  /// Where nothing is kept.
  private let temporary: TemporaryFolder?

  /// A folder that is there when this returns, and that nobody else can write to.
  ///
  /// - Parameter path: nil for one that ends with the process.
  /// - Throws: ``ExitFailure`` with what to do.
  init(_ path: String?) throws(ExitFailure) {
    guard let path else {
      let folder = try TemporaryFolder()
      (self.path, temporary) = (folder.path, folder)
      return
    }
    (self.path, temporary) = (path, nil)
    try StateDirectory.make(path)
    if let problem = StateDirectory.problem(path) { throw .configuration(problem) }
  }

  /// Removes what is not to be kept.
  func close() {
    temporary?.remove()
  }

  /// How it is now, which may be otherwise than at the start.
  func finding() -> UpstreamExamination.Finding {
    guard temporary == nil else {
      return .well("none: the cache lives in \(path), and operations in memory, as long as the process")
    }
    if let problem = StateDirectory.problem(path) { return .bad(problem) }
    guard access(path, R_OK | W_OK | X_OK) == 0 else {
      return .bad("\(path): \(SystemText.of(errno)): nothing new can be kept there; chmod u+rwx \(path)")
    }
    return .well("\(path) keeps the cache; operations live in memory, as long as the process")
  }

  /// Makes the folder and those above it that are missing.
  private static func make(_ path: String) throws(ExitFailure) {
    var made = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      made += "/" + name
      if mkdir(made, 0o700) == 0 { continue }
      let code = errno
      // What is there already may also be said to lie on a file system that takes nothing.
      guard code == EEXIST || access(made, F_OK) == 0 else {
        throw .configuration(
          "the state directory \(path) cannot be made: \(made): \(SystemText.of(code)); name another by --state-dir, "
            + "or say --state-dir none")
      }
    }
  }

  /// What is wrong with a folder, and what to do.
  private static func problem(_ path: String) -> String? {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      return "the state directory \(path): \(SystemText.of(errno)); name another by --state-dir"
    }
    guard facts.st_mode & S_IFMT == S_IFDIR else {
      return "the state directory \(path) is no folder: move the file away, or name another by --state-dir"
    }
    guard facts.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
      // A place that is open to everybody by intent, such as /tmp, is not to be closed.
      let remedy = facts.st_mode & S_ISVTX == 0 ? "chmod go-w \(path), or name another" : "name a folder in it"
      return "others can write to the state directory \(path), and so change what it holds: \(remedy) by --state-dir"
    }
    guard facts.st_uid == geteuid() || facts.st_uid == 0 else {
      return "the state directory \(path) belongs to another user, who can change what it holds: "
        + "name one of your own by --state-dir"
    }
    return nil
  }
}
