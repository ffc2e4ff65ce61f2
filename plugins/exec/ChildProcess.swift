internal import CLinux
internal import Glibc

/// A child process with pipes at its standard input and output; its standard error is ours.
///
/// It belongs to one thread, but for ``waitForEnd()``.
@safe final class ChildProcess: Sendable {
  let id: pid_t
  /// We write here, it reads; never blocking.
  let input: Int32
  /// It writes here, we read; never blocking.
  let output: Int32

  /// Starts a command, found by `PATH`.
  /// - Throws: why it cannot be started.
  init(_ command: [String]) throws(ChildStartError) {
    let toChild = try Pipe()
    let fromChild: Pipe
    do throws(ChildStartError) {
      fromChild = try Pipe()
    } catch {
      toChild.close()
      throw error
    }
    let outcome = ChildProcess.spawn(command, input: toChild.reading, output: fromChild.writing)
    close(toChild.reading)
    close(fromChild.writing)
    guard case .success(let id) = outcome else {
      close(toChild.writing)
      close(fromChild.reading)
      throw outcome.failure ?? ChildStartError(number: EIO)
    }
    self.id = id
    input = toChild.writing
    output = fromChild.reading
  }

  private static func spawn(_ command: [String], input: Int32, output: Int32) -> Result<pid_t, ChildStartError> {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    // Whatever of ours is not marked to be closed at exec is not the child's business.
    unsafe clinux_spawn_close_from(&actions, 3)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // A group of its own: an interrupt at the terminal ends the session, which then ends the child, and it is ended
    // with all that it started. Signals are as in a new program, whatever our threads block.
    var (none, all) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // A command has at least one word, so that there is a program.
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { for index in command.indices { unsafe free(arguments[index]) } }
    var id: pid_t = 0
    let status = unsafe posix_spawnp(&id, command[0], &actions, &attributes, arguments, environ)
    return status == 0 ? .success(id) : .failure(ChildStartError(number: status))
  }

  /// Waits until it has ended, and leaves it to be reaped: until then its number is not given to another.
  func waitForEnd() {
    var facts = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(id), &facts, WEXITED | WNOWAIT) == -1, errno == EINTR {}
  }

  /// Ends it and all that it started, unless that is not there any more.
  func kill() {
    Glibc.kill(-id, SIGKILL)
  }

  /// Reaps it, which is over, and tells how it ended: `exit status 3` or `signal 9`.
  func reap() -> String {
    var status: Int32 = 0
    while unsafe waitpid(id, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? "exit status \(status >> 8 & 0xFF)" : "signal \(signal)"
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
