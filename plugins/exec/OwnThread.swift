internal import CLinux
internal import Glibc

/// A thread with every signal blocked: signals are for others, and that of a pipe whose reader is gone comes as the error
/// of write() instead.
struct OwnThread {
  private let thread: pthread_t

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  init(_ run: @escaping @Sendable () -> Void) {
    var (all, before) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    var thread = pthread_t()
    let outcome = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument { unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(Body(run)).toOpaque())
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    precondition(outcome == 0, "no thread could be started")
    self.thread = thread
  }

  /// Waits for its end.
  func join() {
    pthread_join(thread, nil)
  }

  /// Nobody waits for it.
  func detach() {
    pthread_detach(thread)
  }
}
