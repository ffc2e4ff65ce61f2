package import GatewayCore
internal import JSON
internal import Synchronization

/// Devices kept in a file, in front of another backend or alone: answers from it as long as they are young enough, and
/// says how old they are.
package final class CacheBackend: InventoryBackend, DeviceCache {
  let file: CacheFile
  /// Nil when offline.
  let upstream: (any InventoryBackend)?
  let clock: any GatewayClock
  let settings: CacheSettings
  let observers = ChangeObservers()
  private let lazyRunner = Mutex<SyncRunner?>(nil)

  /// - Parameter upstream: nil to work without one.
  package init(
    _ file: CacheFile, upstream: (any InventoryBackend)?, clock: any GatewayClock, settings: CacheSettings
  ) {
    self.file = file
    self.upstream = upstream
    self.clock = clock
    self.settings = settings
    if upstream != nil, let seconds = settings.syncEvery { syncer.begin(every: seconds) }
  }

  /// Ends what runs by itself and closes the file; it blocks for a moment.
  package func close() {
    lazyRunner.withLock { $0 }?.end()
    file.close()
  }

  /// Made with the first sync, as it reads through the backend.
  var syncer: SyncRunner {
    lazyRunner.withLock { runner in
      if let runner { return runner }
      let made = SyncRunner(self)
      runner = made
      return made
    }
  }

  package var kind: StaticString { "cache" }

  package var capabilities: BackendCapabilities {
    var capabilities = BackendCapabilities()
    capabilities.headlessResults = upstream?.capabilities.headlessResults ?? "none"
    // Beyond that it knows what operations have read, device by device.
    capabilities.knowsParameters = upstream?.capabilities.knowsParameters ?? false
    capabilities.isSteered = upstream?.capabilities.isSteered ?? false
    return capabilities
  }

  // MARK: Watching

  package func watch(_ observer: @escaping @Sendable (DeviceChange) -> Void) -> WatchKey {
    observers.add(observer)
  }

  package func unwatch(_ key: WatchKey) {
    observers.remove(key)
  }

  // MARK: Errors

  static let offline = GatewayError(
    .unreachable, "there is no upstream to ask: cpegate was started with --offline",
    hint: "start it without --offline")

  /// - Throws: `unreachable` when offline.
  func online() throws(GatewayError) -> any InventoryBackend {
    guard let upstream else {
      var error = CacheBackend.offline
      error.isRetryable = false
      throw error
    }
    return upstream
  }
}

/// Who is told of changes.
final class ChangeObservers: Sendable {
  private struct State {
    var next = 0
    var all: [Int: @Sendable (DeviceChange) -> Void] = [:]
  }

  private let state = Mutex(State())

  var isEmpty: Bool { state.withLock { $0.all.isEmpty } }

  func add(_ observer: @escaping @Sendable (DeviceChange) -> Void) -> WatchKey {
    state.withLock { state in
      state.next += 1
      state.all[state.next] = observer
      return WatchKey(number: state.next)
    }
  }

  func remove(_ key: WatchKey) {
    state.withLock { $0.all[key.number] = nil }
  }

  func tell(_ changes: [DeviceChange]) {
    guard !changes.isEmpty else { return }
    let all = state.withLock { $0.all.sorted { $0.key < $1.key }.map(\.value) }
    for change in changes {
      for observer in all { observer(change) }
    }
  }
}
