internal import EventLoop
internal import Glibc

/// A thread that owns a loop and sleeps until it is woken.
final class LoopOwner: Sendable {
  private let loop: EventLoop

  init(_ loop: EventLoop) {
    self.loop = loop
  }

  /// Adopts the loop on a thread of its own, runs `work` elsewhere, and serves the loop until a job has come from there.
  func serve(_ work: @escaping @Sendable () -> Void) async {
    let loop = loop
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let body = ThreadBody {
        let descriptor = eventfd(0, 0)
        loop.adoptCurrentThread {
          var one: UInt64 = 1
          _ = write(descriptor, &one, 8)
        }
        Task.detached { work() }
        var count: UInt64 = 0
        // Blocks until the loop is woken from elsewhere.
        _ = read(descriptor, &count, 8)
        while loop.runReadyJobs() {}
        close(descriptor)
        continuation.resume()
      }
      var thread = pthread_t()
      pthread_create(&thread, nil, { context in
        guard let context else { return nil }
        Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(body).toOpaque())
      pthread_detach(thread)
    }
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}
