internal import Glibc

/// Threads of our own, for what blocks or needs a stack of known size.
enum Thread {
  private final class Body {
    let run: () -> Void

    init(_ run: @escaping () -> Void) {
      self.run = run
    }
  }

  /// Starts a thread that nobody waits for.
  static func start(stackSize: Int, _ run: @escaping @Sendable () -> Void) {
    pthread_detach(create(stackSize, run))
  }

  /// Runs `body` on a thread with a stack of that size and waits for its end.
  static func run(stackSize: Int, _ body: @escaping () -> Void) {
    pthread_join(create(stackSize, body), nil)
  }

  private static func create(_ stackSize: Int, _ run: @escaping () -> Void) -> pthread_t {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, stackSize)
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let body = Unmanaged.passRetained(Body(run)).toOpaque()
    let outcome = pthread_create(&thread, &attributes, Thread.main, body)
    precondition(outcome == 0, "no thread could be started")
    return thread
  }

  private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
    if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
    return nil
  }
}
