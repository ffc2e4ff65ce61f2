internal import Glibc

/// Does what was given to it, each at its time, on a thread of its own.
///
/// The thread begins with the first of it and ends with ``stop()``.
@safe final class DelayThread: @unchecked Sendable {
  // @unchecked: what changes is touched with `lock` held, and the two pointers never change.
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  /// The next one last.
  private var waiting: [(due: Int, work: @Sendable () -> Void)] = []
  private var thread: pthread_t?
  private var isStopped = false

  init() {
    unsafe lock = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    unsafe pthread_mutex_init(lock, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(changed, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(lock)
    unsafe changed.deallocate()
    unsafe lock.deallocate()
  }

  /// Does `work` after so many milliseconds, without locks; not at all once ``stop()`` was called.
  ///
  /// Returns false when there can be no thread.
  func add(after milliseconds: Int, _ work: @escaping @Sendable () -> Void) -> Bool {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    guard !isStopped, startIfNeeded() else { return false }
    let due = MonotonicMilliseconds.now + milliseconds
    let place = waiting.firstIndex { $0.due <= due } ?? waiting.endIndex
    waiting.insert((due, work), at: place)
    unsafe pthread_cond_signal(changed)
    return true
  }

  /// Ends the thread, and waits until it has ended.
  func stop() {
    unsafe pthread_mutex_lock(lock)
    isStopped = true
    unsafe pthread_cond_signal(changed)
    waiting = []
    let thread = thread
    unsafe pthread_mutex_unlock(lock)
    if let thread { pthread_join(thread, nil) }
  }

  private func startIfNeeded() -> Bool {
    guard thread == nil else { return true }
    // Signals are for the host's own threads.
    var (all, before) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    var made = pthread_t()
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    guard unsafe pthread_create(&made, nil, runDelayThread, context) == 0 else {
      unsafe Unmanaged<DelayThread>.fromOpaque(context).release()
      return false
    }
    thread = made
    return true
  }

  fileprivate func run() {
    unsafe pthread_mutex_lock(lock)
    while !isStopped {
      guard let next = waiting.last else {
        unsafe pthread_cond_wait(changed, lock)
        continue
      }
      guard next.due <= MonotonicMilliseconds.now else {
        var until = timespec(tv_sec: next.due / 1_000, tv_nsec: next.due % 1_000 * 1_000_000)
        unsafe pthread_cond_timedwait(changed, lock, &until)
        continue
      }
      waiting.removeLast()
      unsafe pthread_mutex_unlock(lock)
      next.work()
      unsafe pthread_mutex_lock(lock)
    }
    unsafe pthread_mutex_unlock(lock)
  }
}

private func runDelayThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context = unsafe context else { return nil }
  unsafe Unmanaged<DelayThread>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
