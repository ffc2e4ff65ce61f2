internal import CacheBackend
internal import EventLoop
internal import Gateway
internal import GatewayCore
internal import MockBackend
internal import Simulator
internal import TransportHost

/// The backend that was asked for, with all that stands behind it.
struct BackendStack {
  let inventory: any InventoryBackend
  let operations: any OperationBackend
  let clock: MockClock
  /// When it is in the stack.
  private(set) var cache: CacheBackend?
  /// Where what is kept lies, for a backend that keeps something.
  private(set) var state: StateDirectory?
  /// Where requests go, or would go if they were sent.
  private(set) var upstream: GatewayOptions.Upstream?
  /// Nil when a cache is all there is.
  private let live: LiveStack?

  /// When it is in the stack.
  var mock: MockBackend? { live?.mock }

  /// - Throws: ``ExitFailure`` for a file, a folder or a URL that cannot be.
  init(_ options: CommonOptions, loop: EventLoop, log: @escaping @Sendable (TransportLogLevel, String) -> Void) throws {
    let clock = MockClock(options.isMock ? options.mockClock ?? .auto : .real, loop: loop)
    self.clock = clock
    guard options.chosenBackend == .cache else {
      guard options.isMock || !options.cache.isOffline else {
        throw ExitFailure.options("--offline is of the cache: say --backend cache too")
      }
      let live = try LiveStack(options, clock: clock, log: log)
      (inventory, operations, upstream) = (live.inventory, live.operations, live.upstream)
      self.live = live
      return
    }
    let url = options.isMock ? nil : try options.requiredURL()
    live = options.cache.isOffline ? nil : try LiveStack(options, clock: clock, log: log)
    upstream = live == nil ? url.map { .offline(url: $0.text) } : live?.upstream
    let state: StateDirectory
    let file: CacheFile
    do {
      state = try StateDirectory(options.statePath(url))
      file = try BackendStack.cacheFile(in: state, url)
    } catch {
      live?.close()
      throw error
    }
    let cache = CacheBackend(file, upstream: live?.inventory, clock: clock, settings: options.cache.settings)
    (inventory, operations) = (cache, CachedOperations(live?.operations, cache: cache))
    self.cache = cache
    self.state = state
  }

  /// Bound to its upstream, so that no other one's devices are ever told from it.
  private static func cacheFile(in state: StateDirectory, _ url: TransportURL?) throws(ExitFailure) -> CacheFile {
    do throws(CacheFileProblem) {
      return try CacheFile(folder: state.path, upstream: url.map { "rest \($0.text)" } ?? "mock")
    } catch {
      state.close()
      throw .configuration(error.message)
    }
  }

  /// Lets go of what is open, loaded and not to be kept; it blocks for a moment.
  func close() {
    cache?.close()
    live?.close()
    state?.close()
  }
}

extension CommonOptions {
  var chosenBackend: BackendChoice { backend ?? (upstream.url == nil ? .mock : .rest) }

  /// Whether devices are the mock's in the end.
  var isMock: Bool {
    switch chosenBackend {
    case .mock: true
    case .rest: false
    case .cache: (cache.upstream ?? (upstream.url == nil ? .mock : .rest)) == .mock
    }
  }

  /// - Throws: ``ExitFailure`` where none was said.
  func requiredURL() throws(ExitFailure) -> TransportURL {
    guard let url = upstream.url else {
      throw .options("the rest backend needs --url, such as --url https://control.example/api/v1")
    }
    return url
  }

  /// The folder of the cache; nil for one that ends with the process.
  fileprivate func statePath(_ url: TransportURL?) throws(ExitFailure) -> String? {
    if let said = cache.stateDir { return said == "none" ? nil : said }
    return try url.map { (url) throws(ExitFailure) in try StateDirectory.place(profile: profile, url: url) }
  }
}
