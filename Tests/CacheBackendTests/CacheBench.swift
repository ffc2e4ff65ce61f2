internal import CacheBackend
internal import GRDB
internal import GatewayCore
internal import JSON
internal import Synchronization
internal import TestSupport
internal import Testing

/// A cache in a folder of its own, in front of an upstream and under a clock that a test steers.
struct CacheBench: Sendable {
  let folder: TemporaryFolder
  let clock = ManualClock()
  let upstream: ScriptedUpstream
  let cache: CacheBackend
  /// What a person was told.
  let reports = Log<String>()

  init(
    devices: Int = 0, pageSize: Int = 10, _ change: (inout CacheSettings) -> Void = { _ in }
  ) throws {
    folder = TemporaryFolder()
    upstream = ScriptedUpstream(pageSize: pageSize)
    for id in stride(from: 1, through: devices, by: 1) { upstream[id] = .plain(id) }
    var settings = CacheSettings()
    settings.report = { [reports] in reports.add($0) }
    change(&settings)
    cache = CacheBackend(
      try CacheFile(folder: folder.path, upstream: "here"), upstream: upstream, clock: clock, settings: settings)
  }

  /// Another cache on the same file, as another process would have it, or the next one.
  func another(offline: Bool = false) throws -> CacheBackend {
    CacheBackend(
      try CacheFile(folder: folder.path, upstream: "here"), upstream: offline ? nil : upstream, clock: clock,
      settings: CacheSettings())
  }

  @discardableResult
  func sync(_ mode: SyncMode = .full) async throws(GatewayError) -> SyncOutcome {
    try await cache.sync(mode) { _ in }
  }

  func ids(_ filter: String = "{}", sort: String = "id") async throws -> [Int] {
    try await cache.ids(filter, sort: sort)
  }

  /// The name of a device as the cache tells it without asking anybody.
  func held(_ id: Int) async throws -> String? {
    var query = InventoryQuery()
    query.after = SortKey(value: .number(id - 1), id: id - 1)
    query.limit = 1
    let offline = try another(offline: true)
    defer { offline.close() }
    return try await offline.list(query).devices.first { $0.id == id }?[.name]?.string
  }

  func age(of id: Int) async throws -> Double? {
    try await cache.get(.id(id), .any).freshness.age
  }

  /// All that the tables of the file hold, but for what syncs note about themselves.
  func rows() throws -> Set<String> {
    let queue = try DatabaseQueue(path: folder.path + "/cache.sqlite")
    return try queue.read { database in
      var rows: Set<String> = []
      let tables = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      for table in tables where table != "meta" && !table.hasPrefix("search") {
        for row in try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\"") { rows.insert("\(table): \(row)") }
      }
      return rows
    }
  }
}

extension CacheBackend {
  func ids(_ filter: String = "{}", sort: String = "id") async throws -> [Int] {
    var query = InventoryQuery()
    query.filter = try reading(InventoryFilter.self, filter)
    query.sort = try reading(InventorySort.self, "\"\(sort)\"")
    query.limit = 1000
    return try await list(query).devices.map(\.id)
  }
}

extension ReadPolicy {
  static let any = ReadPolicy()

  static func maxAge(_ seconds: Double, allowStale: Bool? = nil) -> ReadPolicy {
    var policy = ReadPolicy()
    policy.maxAge = seconds
    policy.allowStale = allowStale
    return policy
  }
}

extension Device {
  /// A device of which only the least is told.
  static func plain(_ id: Int, name: String? = nil) -> Device {
    var device = Device()
    device[.id] = .integer(id)
    device[.name] = .text(name ?? "device-\(id)")
    device[.serialNumber] = .text("S\(id)")
    device[.type] = .integer(1)
    device[.organizationID] = .integer(1)
    device[.status] = .status(.up)
    return device
  }
}

extension DeviceSelector {
  static func name(_ text: String) -> DeviceSelector { .name(ExactString(text)) }
  static func serialNumber(_ text: String) -> DeviceSelector { .serialNumber(ExactString(text)) }
}

/// What happened, in order.
final class Log<Entry: Sendable>: Sendable {
  private let state = Mutex<[Entry]>([])

  var entries: [Entry] { state.withLock { $0 } }
  func add(_ entry: Entry) { state.withLock { $0.append(entry) } }
  func clear() { state.withLock { $0 = [] } }
}

func attributes(_ json: String) throws -> DeviceAttributes {
  let document = try JSONDocument(parsing: Array(json.utf8).span)
  return try document.read { (root) throws(JSONReadError) in try DeviceAttributes(reading: root) }
}

/// The kind of error that something fails with.
func refusal<Value>(_ body: () async throws -> Value) async throws -> ErrorKind {
  do {
    _ = try await body()
  } catch let error as GatewayError {
    return error.kind
  }
  throw GatewayError(.internal, "it was not refused")
}

/// Gives way until something is so.
///
/// It is for what other tasks do without anybody's being told; that it never becomes so fails the test.
func until(_ condition: () async throws -> Bool) async throws {
  for _ in 0..<200_000 {
    if try await condition() { return }
    await Task.yield()
  }
  throw GatewayError(.internal, "it never became so")
}
