internal import CCurl
internal import Glibc
internal import Synchronization
internal import TransportModule

/// One upstream over HTTP: a thread of its own that carries the requests, and an inbox for it.
@safe final class HTTPTransport: ModuleInstance, @unchecked Sendable {
  // @unchecked: `multi` and `thread` are touched only in init and close, which no other call overlaps.
  static let name = "http"
  static let version = "0.1.0"
  static let schemes = ["http", "https", "unix"]
  static let wrapping: [String] = []
  static let options = HTTPSettings.options

  private let multi: UnsafeMutableRawPointer
  private let watch: SocketWatch
  private let inbox = Mutex(Inbox())
  private var thread = pthread_t()

  init(setup: ModuleSetup, host: ModuleHost) throws(ModuleSetupError) {
    let settings = try HTTPSettings(setup)
    guard libraryIsReady, let multi = unsafe curl_multi_init() else {
      throw ModuleSetupError("libcurl cannot be started: is there memory left?")
    }
    guard let watch = unsafe SocketWatch(multi) else {
      unsafe curl_multi_cleanup(multi)
      throw ModuleSetupError("http: expected room for two more descriptors: raise ulimit -n")
    }
    unsafe self.multi = multi
    self.watch = watch
    if settings.isInsecure {
      host.log(.warning, "the certificate of \(settings.place) is not verified, because of --insecure")
    }
    let loop = unsafe ExchangeLoop(multi: multi, watch: watch, settings: settings, host: host, transport: self)
    let context = unsafe Unmanaged.passRetained(loop).toOpaque()
    var before = sigset_t()
    var all = sigset_t()
    // Signals belong to the host: a new thread inherits what is blocked here.
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    let failure = unsafe pthread_create(&thread, nil, runLoop, context)
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    guard failure == 0 else {
      unsafe Unmanaged<ExchangeLoop>.fromOpaque(context).release()
      unsafe curl_multi_cleanup(multi)
      throw ModuleSetupError("no thread can be started for http: \(unsafe String(cString: strerror(failure)))")
    }
  }

  func send(_ request: ModuleRequest, call: UInt64) {
    post { $0.sends.append((call, request)) }
  }

  func cancel(call: UInt64) {
    post { $0.cancels.append(call) }
  }

  func close() {
    post { $0.isClosing = true }
    pthread_join(thread, nil)
    unsafe curl_multi_cleanup(multi)
  }

  private func post(_ change: (inout sending Inbox) -> Void) {
    let mustWake = inbox.withLock { inbox in
      change(&inbox)
      return inbox.takeWake()
    }
    if mustWake { watch.ring() }
  }

  /// Exchanges what came in for `emptied`, whose memory is used again; on the loop's thread.
  func takeInbox(_ emptied: inout Inbox) {
    inbox.withLock { swap(&$0, &emptied) }
  }

  /// Whether the loop may sleep; if so, whoever posts wakes it.
  func fallAsleep() -> Bool {
    inbox.withLock { inbox in
      inbox.isAsleep = inbox.isEmpty
      return inbox.isAsleep
    }
  }

  /// The loop is awake, whether or not somebody woke it.
  func wakeUp() {
    inbox.withLock { $0.isAsleep = false }
  }
}

/// Done once for the process, by whoever opens the first instance.
private let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

private func runLoop(context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context = unsafe context else { return nil }
  unsafe Unmanaged<ExchangeLoop>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
