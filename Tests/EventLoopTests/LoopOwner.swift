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
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "no pipe")
        let (reading, writing) = (ends[0], ends[1])
        loop.adoptCurrentThread {
          var one: UInt8 = 1
          _ = write(writing, &one, 1)
        }
        Task.detached { work() }
        var byte: UInt8 = 0
        // Blocks until the loop is woken from elsewhere.
        _ = read(reading, &byte, 1)
        while loop.runReadyJobs() {}
        close(reading)
        close(writing)
        continuation.resume()
      }
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { context in
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
