internal import Glibc
internal import Synchronization

/// One thread's work: the jobs of the tasks that prefer it, and timers on a monotonic clock.
///
/// It is the executor of every request and of the operations' work, so all of that runs on one thread in the order it
/// became ready, and what belongs to the loop needs no locks. It does not wait by itself: whoever owns the thread calls
/// ``runReadyJobs()`` and ``fireTimers()`` and sleeps in between, until ``enqueue(_:)`` from elsewhere wakes it.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
  // @unchecked: `jobs` is behind a lock, `thread` and `wake` are set before anybody else has the loop, and the timers
  // are touched on the loop's thread only, which `preconditionOnLoop` checks.
  private let jobs = Mutex<[UnownedJob]>([])
  private var running: [UnownedJob] = []
  /// How many of `running` have not run yet.
  private var left = 0
  private var timers = TimerQueue<MonotonicTime, () -> Void>()
  private var thread = pthread_self()
  private var wake: @Sendable () -> Void = {}
  /// Run on the loop's thread after every job.
  package var afterEachJob: () -> Void = {}
  package let time: any TimeSource

  package init(time: any TimeSource = SystemTime()) {
    self.time = time
  }

  /// Makes the calling thread the loop's own, before anything runs on it.
  /// - Parameter wake: ends the thread's sleep; called on any thread.
  package func adoptCurrentThread(wake: @escaping @Sendable () -> Void) {
    thread = pthread_self()
    self.wake = wake
  }

  package var isOnLoop: Bool {
    pthread_equal(thread, pthread_self()) != 0
  }

  package func preconditionOnLoop() {
    precondition(isOnLoop, "this belongs to the event loop's thread")
  }

  // MARK: Jobs

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isFirst = jobs.withLock { jobs in
      defer { jobs.append(job) }
      return jobs.isEmpty
    }
    // Whoever put the first of them there has woken the loop, or is the loop itself, which looks before it sleeps.
    if isFirst, !isOnLoop { wake() }
  }

  /// Whether there is anything to run, the rest of what ``runReadyJobs()`` is at included.
  package var hasReadyJobs: Bool {
    left > 0 || jobs.withLock { !$0.isEmpty }
  }

  /// Runs `body` on the loop's thread: now when that is the calling thread, else as soon as the loop comes to it.
  package func run(_ body: @escaping @Sendable () -> Void) {
    if isOnLoop { body() } else { later(body) }
  }

  /// Runs `body` on the loop's thread after all that is ready now.
  package func later(_ body: @escaping @Sendable () -> Void) {
    Task(executorPreference: self) { body() }
  }

  /// Runs what is ready, in order, what becomes ready meanwhile not included.
  ///
  /// Returns whether there was anything.
  package func runReadyJobs() -> Bool {
    jobs.withLock { swap(&$0, &running) }
    guard !running.isEmpty else { return false }
    left = running.count
    for job in running {
      left -= 1
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
      afterEachJob()
    }
    running.removeAll(keepingCapacity: true)
    return true
  }

  // MARK: Timers

  package typealias TimerKey = TimerQueue<MonotonicTime, () -> Void>.Key

  package func addTimer(at instant: MonotonicTime, _ action: @escaping () -> Void) -> TimerKey {
    preconditionOnLoop()
    return timers.add(at: instant, action)
  }

  package func addTimer(afterSeconds seconds: Double, _ action: @escaping () -> Void) -> TimerKey {
    addTimer(at: time.now().advanced(bySeconds: seconds), action)
  }

  package func cancelTimer(_ key: TimerKey) {
    preconditionOnLoop()
    timers.cancel(key)
  }

  /// Runs the timers that are due.
  ///
  /// Returns whether there were any.
  package func fireTimers() -> Bool {
    guard !timers.isEmpty else { return false }
    let now = time.now()
    var fired = false
    while let (_, action) = timers.takeNext(upTo: now) {
      action()
      fired = true
    }
    return fired
  }

  /// How long until the next timer; 0 when one is due, nil when there is none.
  package func secondsToNextTimer() -> Double? {
    guard let next = timers.nextInstant() else { return nil }
    return max(0, next.seconds(since: time.now()))
  }
}
