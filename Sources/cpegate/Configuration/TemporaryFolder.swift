internal import Glibc
internal import Synchronization

/// A private folder that ends with the process, in memory where there is a place for that.
///
/// A process that is killed leaves its own behind: the next one of the same user that makes one removes it.
final class TemporaryFolder: Sendable {
  let path: String
  /// Holds the lock that says that somebody lives here; nil when it is gone.
  private let descriptor: Mutex<Int32?>

  /// - Throws: ``ExitFailure`` where none can be made.
  init() throws(ExitFailure) {
    let parent = TemporaryFolder.parent
    Leftovers.remove(from: parent)
    var template = Array("\(parent)/cpegate-\(getpid())-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .configuration(
        "a temporary folder for the cache cannot be made in \(parent): \(SystemText.of(errno)); set TMPDIR to a folder "
          + "that this user can write to, or name a folder by --state-dir")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if opened >= 0 { flock(opened, LOCK_EX | LOCK_NB) }
    descriptor = Mutex(opened)
  }

  deinit {
    remove()
  }

  /// Removes it with what is in it, once.
  func remove() {
    let open = descriptor.withLock { descriptor in
      defer { descriptor = nil }
      return descriptor
    }
    guard let open else { return }
    FolderRemoval.remove(path, open)
    if open >= 0 { close(open) }
  }

  /// Memory where anybody may put files; else the place for temporary ones.
  private static var parent: String {
    let memory = "/dev/shm"
    var facts = stat()
    if stat(memory, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, access(memory, W_OK | X_OK) == 0 { return memory }
    let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    return named.isEmpty ? "/tmp" : named
  }
}
