internal import CSQLite
internal import GRDB
internal import GatewayCore
internal import Glibc
internal import Synchronization

/// The file of a cache, `cache.sqlite` in its folder, open for as long as the process runs.
///
/// Opening reads the header and what the file belongs to, nothing that grows with it.
package final class CacheFile: Sendable {
  let path: String
  private let upstream: String
  private let connections: Mutex<Connections>

  /// All that is open of one file: set aside and opened anew together.
  struct Connections: Sendable {
    let pool: DatabasePool
    let points: PointReader
    let store: RecordStore
  }

  /// - Parameters:
  ///   - folder: there already, and private.
  ///   - upstream: what the file belongs to: it is bound to it when it is made.
  /// - Throws: ``CacheFileProblem``; the file is left as it is.
  package init(folder: String, upstream: String) throws(CacheFileProblem) {
    path = folder + "/cache.sqlite"
    self.upstream = upstream
    connections = Mutex(try CacheFile.open(path, for: upstream))
  }

  var pool: DatabasePool { connections.withLock { $0.pool } }
  var points: PointReader { connections.withLock { $0.points } }

  /// Reads on a connection of its own, off the caller's thread.
  func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(GatewayError) -> Value
  {
    let pool = pool
    return try await CacheFile.translating { try await pool.read(body) }
  }

  /// Writes in one transaction, one after the other, whether or not anybody still waits for it.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database, RecordStore) throws -> Value
  ) async throws(GatewayError) -> Value {
    let (pool, store) = connections.withLock { ($0.pool, $0.store) }
    return try await CacheFile.translating {
      try await Task { try await pool.write { database in try body(database, store) } }.value
    }
  }

  private static func translating<Value>(_ body: () async throws -> Value) async throws(GatewayError) -> Value {
    do {
      return try await body()
    } catch {
      throw GatewayError(cache: error)
    }
  }

  /// Bytes of the file and of what waits to be written into it.
  var bytes: Int {
    [path, path + "-wal"].reduce(0) { sum, path in
      var status = stat()
      return unsafe stat(path, &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }

  package func close() {
    let open = connections.withLock { $0 }
    open.points.close()
    open.store.close()
    try? open.pool.close()
  }

  // MARK: Damage

  /// Looks through the whole file; nil when it is sound, else what was found.
  func damage() async throws(GatewayError) -> String? {
    do throws(GatewayError) {
      let found = try await read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
      return found == "ok" ? nil : found ?? "nothing could be read"
    } catch {
      guard error.isCacheDamage else { throw error }
      return error.detail ?? error.message
    }
  }

  /// Renames a damaged file, with what lies beside it, and begins an empty one.
  ///
  /// Returns its new name.
  func setAside() throws(GatewayError) -> String {
    let name = path + ".damaged-" + CacheFile.freeSuffix(path + ".damaged-")
    let (path, upstream) = (path, upstream)
    let problem = connections.withLock { open -> CacheFileProblem? in
      open.points.close()
      open.store.close()
      for suffix in ["", "-wal"] { unsafe rename(path + suffix, name + suffix) }
      unsafe unlink(path + "-shm")
      try? open.pool.close()
      do throws(CacheFileProblem) {
        open = try CacheFile.open(path, for: upstream)
        return nil
      } catch {
        return error
      }
    }
    if let problem { throw GatewayError(.ioError, problem.message) }
    return name
  }

  private static func freeSuffix(_ stem: String) -> String {
    var number = 1
    while unsafe access("\(stem)\(number)", F_OK) == 0 { number += 1 }
    return "\(number)"
  }

  // MARK: Opening

  private static func open(_ path: String, for upstream: String) throws(CacheFileProblem) -> Connections {
    try prepare(path)
    do {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try check(pool, path, upstream)
      return Connections(pool: pool, points: try PointReader(path), store: RecordStore())
    } catch let problem as CacheFileProblem {
      throw problem
    } catch let error as DatabaseError {
      throw CacheFileProblem(path, error)
    } catch {
      throw CacheFileProblem("\(path) cannot be opened: \(error)")
    }
  }

  /// Makes the file when there is none, readable by its owner alone, and looks at the first bytes of one that is there.
  private static func prepare(_ path: String) throws(CacheFileProblem) {
    let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw CacheFileProblem(
        "\(path) cannot be opened: \(unsafe String(cString: strerror(errno))): name another folder with --state-dir")
    }
    defer { Glibc.close(descriptor) }
    var header = [UInt8](repeating: 0, count: 16)
    let count = unsafe pread(descriptor, &header, header.count, 0)
    guard count == 0 || header == Array("SQLite format 3\0".utf8) else {
      throw CacheFileProblem(
        "\(path) is no SQLite database, or its beginning is damaged: move it away, or name another folder with --state-dir"
      )
    }
    // Who made it otherwise had no reason to let others read it.
    fchmod(descriptor, 0o600)
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.maximumReaderCount = 3
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      // A record takes about a kilobyte: of pages of eight, an eighth is left empty, of those of four a quarter.
      try database.execute(
        sql: """
          PRAGMA page_size = 8192; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA temp_store = FILE
          """)
      database.add(function: DeviceField.milliseconds)
    }
    return configuration
  }

  private static func check(_ pool: DatabasePool, _ path: String, _ upstream: String) throws {
    let (application, isEmpty, bound) = try pool.read { database in
      let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
      let bound = try database.tableExists("meta") ? Meta.text(database, .upstream) : nil
      return (try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0, tables == 0, bound)
    }
    guard isEmpty || application == CacheSchema.applicationID else {
      throw CacheFileProblem(
        "\(path) is a database of another program: move it away, or name another folder with --state-dir")
    }
    let migrator = CacheSchema.migrator
    if try pool.read({ try migrator.hasBeenSuperseded($0) }) {
      throw CacheFileProblem(
        "\(path) was written by a newer cpegate: use that one, or name another folder with --state-dir")
    }
    if let bound, bound != upstream {
      throw CacheFileProblem(
        "\(path) belongs to \(bound), not to \(upstream): name another folder with --state-dir, or another --profile")
    }
    if try !pool.read({ try migrator.hasCompletedMigrations($0) }) {
      try migrator.migrate(pool)
    }
    if bound == nil {
      try pool.write { try Meta.set($0, .upstream, upstream) }
    }
  }
}

/// Why a file cannot be the cache.
package struct CacheFileProblem: Error {
  /// What is wrong and what to do about it.
  package let message: String

  init(_ message: String) {
    self.message = message
  }

  init(_ path: String, _ error: DatabaseError) {
    let what = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init("\(path) is damaged (\(what)): move it away, or name another folder with --state-dir")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
      self.init("\(path) cannot be written (\(what)): mend its rights, or name another folder with --state-dir")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init("\(path) is locked by another program (\(what)): end that, or name another folder with --state-dir")
    default: self.init("\(path) cannot be opened (\(what)): name another folder with --state-dir")
    }
  }
}
