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
    /// Which file it is, whatever its name may be by now.
    let number: ino_t

    /// - Parameter leavesLog: no byte of the file is changed any more.
    func close(leavingLog leavesLog: Bool) {
      // Between two writes, so that none loses its statements.
      let hasWritten = pool.writeWithoutTransaction { database in
        store.close()
        // It may be closed already.
        return unsafe database.sqliteConnection != nil && database.totalChangesCount > 0
      }
      try? pool.close()
      // The last of all to close puts what is in the log into its place, which the readers of the pool may not: then the
      // file is all there is. Who only read leaves it as it was.
      points.close(leavingLog: leavesLog || !hasWritten)
    }
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

  /// Reads on the caller's thread: for who may keep a processor busy, and whose question is answered in the time that it
  /// takes to wake another thread.
  func readHere<Value>(_ body: (Database) throws -> Value) throws(GatewayError) -> Value {
    do {
      return try pool.read(body)
    } catch {
      throw GatewayError(cache: error)
    }
  }

  /// Writes in one transaction, one after the other, whether or not anybody still waits for it.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database, RecordStore) throws -> Value
  ) async throws(GatewayError) -> Value {
    try followReplacement()
    let (pool, store, points) = connections.withLock { ($0.pool, $0.store, $0.points) }
    defer { points.forget() }
    return try await CacheFile.translating {
      try await Task { try await pool.write { database in try body(database, store) } }.value
    }
  }

  /// Writes on the caller's thread, which waits for those that write.
  func writeHere<Value>(_ body: (Database, RecordStore) throws -> Value) throws(GatewayError) -> Value {
    try followReplacement()
    let (pool, store, points) = connections.withLock { ($0.pool, $0.store, $0.points) }
    defer { points.forget() }
    do {
      return try pool.write { database in try body(database, store) }
    } catch {
      throw GatewayError(cache: error)
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
    // What lies beside a file of our name is another one's, once ours was set aside.
    connections.withLock { $0.close(leavingLog: CacheFile.number(of: path) != $0.number) }
  }

  // MARK: Damage

  /// Looks through the whole file; nil when it is sound, else what was found.
  func damage() async throws(GatewayError) -> String? {
    try followReplacement()
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
      open.close(leavingLog: true)
      for suffix in ["", "-wal"] { unsafe rename(path + suffix, name + suffix) }
      unsafe unlink(path + "-shm")
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

  /// Goes on with the file that another process began when it set aside the one that is open here.
  private func followReplacement() throws(GatewayError) {
    let (path, upstream) = (path, upstream)
    let problem = connections.withLock { open -> CacheFileProblem? in
      guard CacheFile.number(of: path) != open.number else { return nil }
      open.close(leavingLog: true)
      do throws(CacheFileProblem) {
        open = try CacheFile.open(path, for: upstream)
        return nil
      } catch {
        return error
      }
    }
    if let problem { throw GatewayError(.ioError, problem.message) }
  }

  /// Zero when there is no such file.
  private static func number(of path: String) -> ino_t {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 ? facts.st_ino : 0
  }

  private static func freeSuffix(_ stem: String) -> String {
    var number = 1
    while unsafe access("\(stem)\(number)", F_OK) == 0 { number += 1 }
    return "\(number)"
  }

  // MARK: Opening

  private static func open(_ path: String, for upstream: String) throws(CacheFileProblem) -> Connections {
    let isNew = try prepare(path)
    do {
      if !isNew { try check(path, upstream) }
      // By now it is ours: who made it otherwise had no reason to let others read it.
      unsafe chmod(path, 0o600)
      let pool = try DatabasePool(path: path, configuration: configuration)
      try migrate(pool, path, upstream)
      return Connections(pool: pool, points: try PointReader(path), store: RecordStore(), number: number(of: path))
    } catch let problem as CacheFileProblem {
      throw problem
    } catch let error as DatabaseError {
      throw CacheFileProblem(path, error)
    } catch {
      throw CacheFileProblem("\(path) cannot be opened: \(error)")
    }
  }

  /// Makes the file when there is none, readable by its owner alone, and looks at the first bytes of one that is there.
  ///
  /// Returns whether there is nothing in it.
  private static func prepare(_ path: String) throws(CacheFileProblem) -> Bool {
    let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw CacheFileProblem(
        "\(path) cannot be opened: \(unsafe String(cString: strerror(errno))): name another folder with --state-dir")
    }
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: FileHeader.length)
    let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
    var status = stat()
    let size = unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    if count > 0 {
      guard count == bytes.count, let header = FileHeader(bytes), size >= header.pageSize else {
        throw CacheFileProblem(
          "\(path) is no SQLite database, or its beginning is damaged: move it away, or name another folder with --state-dir"
        )
      }
      // Opening it would change how it keeps its journal.
      guard header.mayBeCache else { throw .ofAnotherProgram(path) }
    }
    return count == 0
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
      database.add(function: Glob.function)
    }
    return configuration
  }

  /// Looks whether a file is ours, without a right to write: what is refused stays as it is.
  private static func check(_ path: String, _ upstream: String) throws {
    var reading = Configuration()
    reading.readonly = true
    reading.busyMode = .timeout(10)
    let queue = try DatabaseQueue(path: path, configuration: reading)
    let migrator = CacheSchema.migrator
    let (application, isEmpty, bound, isNewer) = try queue.read { database in
      // Another process may be making it: its list of migrations comes before the first of them.
      let tables =
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'") ?? 0
      let bound = try database.tableExists("meta") ? Meta.text(database, .upstream) : nil
      let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
      return (application, tables == 0, bound, try migrator.hasBeenSuperseded(database))
    }
    try queue.close()
    guard isEmpty || application == CacheSchema.applicationID else {
      throw CacheFileProblem.ofAnotherProgram(path)
    }
    guard !isNewer else {
      throw CacheFileProblem(
        "\(path) was written by a newer cpegate: use that one, or name another folder with --state-dir")
    }
    if let bound { try require(bound, upstream, path) }
  }

  private static func require(_ bound: String, _ upstream: String, _ path: String) throws(CacheFileProblem) {
    guard bound != upstream else { return }
    throw CacheFileProblem(
      "\(path) belongs to \(bound), not to \(upstream): name another folder with --state-dir, or another --profile")
  }

  private static func migrate(_ pool: DatabasePool, _ path: String, _ upstream: String) throws {
    let migrator = CacheSchema.migrator
    let isComplete = { try pool.read { try migrator.hasCompletedMigrations($0) } }
    if try !isComplete() {
      do {
        try migrator.migrate(pool)
      } catch {
        // Another process may have done it between the look and the step.
        guard try isComplete() else { throw error }
      }
    }
    let bound =
      try pool.read { try Meta.text($0, .upstream) }
      ?? pool.write { database in
        if let other = try Meta.text(database, .upstream) { return other }
        try Meta.set(database, .upstream, upstream)
        return upstream
      }
    try require(bound, upstream, path)
  }
}

/// Why a file cannot be the cache.
package struct CacheFileProblem: Error {
  /// What is wrong and what to do about it.
  package let message: String

  init(_ message: String) {
    self.message = message
  }

  static func ofAnotherProgram(_ path: String) -> CacheFileProblem {
    CacheFileProblem("\(path) is a database of another program: move it away, or name another folder with --state-dir")
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
