internal import Glibc

/// Temporary folders of processes that could not remove them.
enum Leftovers {
  static func remove(from parent: String) {
    let place = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard place >= 0 else { return }
    defer { close(place) }
    for name in FolderRemoval.names(in: place) {
      guard let owner = process(of: name), isGone(owner) else { continue }
      remove("\(parent)/\(name)")
    }
  }

  /// The number in `cpegate-<number>-…`.
  private static func process(of name: String) -> pid_t? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "cpegate" else { return nil }
    return pid_t(parts[1]).flatMap { $0 > 0 ? $0 : nil }
  }

  private static func isGone(_ process: pid_t) -> Bool {
    kill(process, 0) != 0 && errno == ESRCH
  }

  /// The lock is looked at too: where containers share the place, a number tells nothing of their processes.
  private static func remove(_ path: String) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    var facts = stat()
    guard fstat(folder, &facts) == 0, facts.st_uid == geteuid(), flock(folder, LOCK_EX | LOCK_NB) == 0 else { return }
    FolderRemoval.remove(path, folder)
  }
}
