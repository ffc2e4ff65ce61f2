internal import GatewayCore
internal import JSON
internal import Synchronization

/// An upstream that holds what a test has put there, and answers as a test says; what was asked is counted.
final class ScriptedUpstream: InventoryBackend {
  typealias PageScript = @Sendable (InventoryWalk) async throws(GatewayError) -> WalkPage
  typealias WriteScript = @Sendable () async throws(GatewayError) -> Void

  private struct State {
    var devices: [Int: Device] = [:]
    var page: PageScript?
    var reading: WriteScript?
    var writing: WriteScript?
    var failure: GatewayError?
    var walks: [InventoryWalk] = []
    var gets: [(selector: DeviceSelector, policy: ReadPolicy)] = []
    var writes = 0
    var known: [Int: ParameterTree] = [:]
  }

  private let state = Mutex(State())
  /// Rows of a page that no script tells.
  let pageSize: Int

  init(pageSize: Int = 10) {
    self.pageSize = pageSize
  }

  // MARK: What it is told

  subscript(id: Int) -> Device? {
    get { state.withLock { $0.devices[id] } }
    set { state.withLock { $0.devices[id] = newValue } }
  }

  var ids: [Int] { state.withLock { $0.devices.keys.sorted() } }

  func change(_ id: Int, _ field: DeviceField, _ value: DeviceValue?) {
    state.withLock { $0.devices[id]?[field] = value }
  }

  /// Answers pages in place of ``plainPage(_:)``; nil for that again.
  func onPage(_ script: PageScript?) { state.withLock { $0.page = script } }
  /// Comes before every single reading is answered; the answer is made before it.
  func onGet(_ script: WriteScript?) { state.withLock { $0.reading = script } }
  /// Comes after every write, before it is answered.
  func onWrite(_ script: WriteScript?) { state.withLock { $0.writing = script } }
  /// Everything fails with that, or works again.
  func fail(_ kind: ErrorKind?) { state.withLock { $0.failure = kind.map { GatewayError($0) } } }
  func know(_ tree: ParameterTree, of device: Int) { state.withLock { $0.known[device] = tree } }

  // MARK: What it was asked

  var walks: [InventoryWalk] { state.withLock { $0.walks } }
  var gets: [DeviceSelector] { state.withLock { $0.gets.map(\.selector) } }
  var policies: [ReadPolicy] { state.withLock { $0.gets.map(\.policy) } }
  var writes: Int { state.withLock { $0.writes } }

  func forgetCalls() {
    state.withLock { state in (state.walks, state.gets, state.writes) = ([], [], 0) }
  }

  // MARK: Backend

  var kind: StaticString { "scripted" }
  var capabilities: BackendCapabilities { BackendCapabilities() }

  func knownID(of selector: DeviceSelector) -> Int? { nil }
  func readingAtHand(_ selector: DeviceSelector, _ policy: ReadPolicy) throws(GatewayError) -> DeviceReading? { nil }
  func knownParameters(of device: Int) -> ParameterTree? { state.withLock { $0.known[device] } }

  private func reachable() throws(GatewayError) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func find(_ selector: DeviceSelector) throws(GatewayError) -> Device {
    let found = state.withLock { state in
      state.devices.values.first { device in
        switch selector {
        case .id(let id): device.id == id
        case .uuid(let text): device[.uuid] == .text(text)
        case .name(let text): device[.name] == .text(text)
        case .serialNumber(let text): device[.serialNumber] == .text(text)
        }
      }
    }
    guard let found else { throw .noSuchDevice(selector) }
    return found
  }

  func get(_ selector: DeviceSelector, _ policy: ReadPolicy) async throws(GatewayError) -> DeviceReading {
    state.withLock { $0.gets.append((selector, policy)) }
    try reachable()
    let answer = Result { () throws(GatewayError) in try find(selector) }
    if let script = state.withLock({ $0.reading }) { try await script() }
    return DeviceReading(try answer.get(), Freshness(freshFrom: kind, at: Timestamp(milliseconds: 0)))
  }

  func resolve(_ selector: DeviceSelector) async throws(GatewayError) -> ResolvedDevice {
    try reachable()
    let device = try find(selector)
    return ResolvedDevice(id: device.id, record: device)
  }

  func list(_ query: InventoryQuery) async throws(GatewayError) -> DevicePage {
    throw GatewayError(.unsupported, "a cache lists by itself")
  }

  func summarize(
    _ fields: [DeviceField], _ filter: InventoryFilter, _ policy: ReadPolicy
  ) async throws(GatewayError) -> [SummaryGroup] {
    throw GatewayError(.unsupported, "a cache counts by itself")
  }

  func page(of walk: InventoryWalk) async throws(GatewayError) -> WalkPage {
    let script = state.withLock { state in
      state.walks.append(walk)
      return state.page
    }
    try reachable()
    return try await script?(walk) ?? plainPage(walk)
  }

  /// The devices behind an id, by rising id.
  func plainPage(_ walk: InventoryWalk) -> WalkPage {
    let all = state.withLock { state in state.devices.values.sorted { $0.id < $1.id } }
    let passing = all.filter { device in
      guard let since = walk.changedSince else { return true }
      return device[.statusChange]?.instant.map { $0 >= since } ?? false
    }
    let rest = passing.filter { $0.id > walk.place }
    var page = WalkPage()
    page.devices = Array(rest.prefix(pageSize))
    page.next = rest.count > pageSize ? page.devices.last?.id : nil
    page.total = passing.count
    return page
  }

  // MARK: Writing

  private func written<Value>(_ body: () throws(GatewayError) -> Value) async throws(GatewayError) -> Value {
    state.withLock { $0.writes += 1 }
    try reachable()
    let value = try body()
    if let script = state.withLock({ $0.writing }) { try await script() }
    return value
  }

  func create(_ attributes: DeviceAttributes) async throws(GatewayError) -> any DeviceRecord {
    try await written { () throws(GatewayError) in
      state.withLock { state in
        var device = Device()
        for (field, value) in attributes.values { device[field] = value }
        let id = (state.devices.keys.max() ?? 0) + 1
        device[.id] = .integer(id)
        state.devices[id] = device
        return device
      }
    }
  }

  func update(
    _ selector: DeviceSelector, _ attributes: DeviceAttributes
  ) async throws(GatewayError) -> DeviceUpdate {
    try await written { () throws(GatewayError) in
      let before = try find(selector)
      var after = before
      for (field, value) in attributes.values { after[field] = value }
      self[after.id] = after
      return DeviceUpdate(device: after, changed: after.changed(from: before).map(\.name))
    }
  }

  func replace(
    _ selector: DeviceSelector, _ attributes: DeviceAttributes
  ) async throws(GatewayError) -> DeviceUpdate {
    try await update(selector, attributes.replacement())
  }

  func delete(_ selector: DeviceSelector) async throws(GatewayError) {
    try await written { () throws(GatewayError) in self[try find(selector).id] = nil }
  }

  func watch(_ observer: @escaping @Sendable (DeviceChange) -> Void) throws(GatewayError) -> WatchKey {
    throw GatewayError(.unsupported, "nothing tells changes")
  }

  func unwatch(_ key: WatchKey) {}
}
