internal import Glibc

/// Work that blocks its thread, which tests must not do on the threads that all tasks share: with as many of them
/// blocked as there are processors, nothing else would go on.
package enum OwnThread {
  /// Runs `body` on a thread of its own, with room for deep recursion, and returns what it returns.
  package static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      start(Work { continuation.resume(returning: body()) })
    }
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }

  private static func start(_ work: Work) {
    // Not by its initialiser, which the compiler takes for one of another module that includes the same header.
    withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { buffer in
      guard let attributes = buffer.baseAddress else { preconditionFailure("no memory") }
      pthread_attr_init(attributes)
      pthread_attr_setstacksize(attributes, 16 << 20)
      pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
      var thread: pthread_t = 0
      let status = pthread_create(
        &thread, attributes,
        { context in
          guard let context else { return nil }
          Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
          return nil
        }, Unmanaged.passRetained(work).toOpaque())
      precondition(status == 0, "no thread")
      pthread_attr_destroy(attributes)
    }
  }
}
