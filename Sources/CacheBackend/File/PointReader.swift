internal import CSQLite
internal import GatewayCore
internal import JSON
internal import Synchronization

/// Looks devices up by their names: prepared statements on a connection of their own, so that an answer needs neither a
/// thread nor a transaction of somebody else.
@safe final class PointReader: Sendable {
  private let state: Mutex<State>

  @safe private struct State: @unchecked Sendable {
    // @unchecked: the connection and its statements are used inside the mutex only.
    var connection: OpaquePointer?
    var byID: SQLStatement?
    /// By name, serial number and uuid.
    var byText: [SQLStatement] = []
    var lists: StatementCache?
    /// What was found last: who asks for the id of a name mostly asks for its row at once.
    var latest: (selector: DeviceSelector, row: CachedRow?)?
    /// A read transaction is open: taking and giving back the locks of one is a third of a look-up.
    var isReading = false

    mutating func beginReading() -> Bool {
      guard !isReading, unsafe sqlite3_exec(connection, "BEGIN", nil, nil, nil) == SQLITE_OK else { return false }
      isReading = true
      return true
    }

    /// What others have written since is seen by the next look-up.
    mutating func endReading() {
      latest = nil
      guard isReading else { return }
      unsafe sqlite3_exec(connection, "COMMIT", nil, nil, nil)
      isReading = false
    }
  }

  /// So long a look-up may not see what another process writes.
  private static let moment = Duration.milliseconds(1)

  private static let columns = """
    SELECT record.id, record.read_at, record.flags, record.text, record.digest,
      (SELECT value FROM meta WHERE key = 'full_sync') FROM
    """

  init(_ path: String) throws(SQLFailure) {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard code == SQLITE_OK, let connection = unsafe opened else {
      unsafe sqlite3_close_v2(opened)
      throw SQLFailure(code: code, message: "it cannot be opened")
    }
    unsafe sqlite3_busy_timeout(connection, 10_000)
    unsafe sqlite3_exec(connection, "PRAGMA query_only = 1; PRAGMA cache_size = -16000", nil, nil, nil)
    do throws(SQLFailure) {
      let byID = try unsafe SQLStatement(connection, "\(PointReader.columns) record WHERE record.id = ?1")
      var byText: [SQLStatement] = []
      for column in ["name", "serial_number", "uuid"] {
        // Two are enough to know that one of them has another name by now.
        byText.append(
          try unsafe SQLStatement(
            connection,
            "\(PointReader.columns) device CROSS JOIN record ON record.id = device.id WHERE device.\(column) = ?1 LIMIT 2"
          ))
      }
      let lists = unsafe StatementCache(connection)
      state = unsafe Mutex(State(connection: connection, byID: byID, byText: byText, lists: lists))
    } catch {
      unsafe sqlite3_close_v2(connection)
      throw error
    }
  }

  deinit {
    close(leavingLog: true)
  }

  /// The row of a device.
  ///
  /// Nil when none is held, or when two go by that name, of which one must have another by now.
  func row(_ selector: DeviceSelector) throws(SQLFailure) -> CachedRow? {
    let outcome = state.withLock { state -> Result<CachedRow?, SQLFailure> in
      if let latest = state.latest, latest.selector == selector {
        state.latest = nil
        return .success(latest.row)
      }
      if state.beginReading() { endReadingSoon() }
      do throws(SQLFailure) {
        let row = try PointReader.row(selector, state)
        if selector.isName { state.latest = (selector, row) }
        return .success(row)
      } catch {
        state.endReading()
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private static func row(_ selector: DeviceSelector, _ state: State) throws(SQLFailure) -> CachedRow? {
    guard let statement = bound(selector, state) else { return nil }
    guard try statement.step() else {
      statement.reset()
      return nil
    }
    let (row, digest) = (CachedRow(statement), statement.integer(4))
    var isAmbiguous = false
    if selector.isName { isAmbiguous = try statement.step() }
    statement.reset()
    guard row.record.digest == digest else { throw .damagedRecord }
    return isAmbiguous ? nil : row
  }

  private static func bound(_ selector: DeviceSelector, _ state: State) -> SQLStatement? {
    switch selector {
    case .id(let id):
      state.byID?.bind(1, id)
      return state.byID
    case .name(let text): return bound(text, state.byText, 0)
    case .serialNumber(let text): return bound(text, state.byText, 1)
    case .uuid(let text): return bound(text, state.byText, 2)
    }
  }

  private static func bound(_ text: ExactString, _ statements: [SQLStatement], _ place: Int) -> SQLStatement? {
    guard statements.indices.contains(place) else { return nil }
    statements[place].bind(1, text: text.text.utf8Span.span)
    return statements[place]
  }

  /// A page that takes no longer than its rows, and when the last full sync began.
  ///
  /// Nil for any other, for one whose full sync is not what is wanted, and for one that cannot be read: who reads it in
  /// the other way hears why.
  func page(
    _ query: InventoryQuery, if isWanted: (Timestamp) -> Bool
  ) -> (page: DeviceQuery.Page, fullSync: Timestamp)? {
    guard let devices = DeviceQuery(withoutSearch: query.filter) else { return nil }
    return state.withLock { state in
      guard let lists = state.lists else { return nil }
      // One page is enough for a transaction of its own.
      let isOwn = state.beginReading()
      defer { if isOwn { state.endReading() } }
      guard let fullSync = try? Meta.time(lists, .fullSync), isWanted(fullSync),
        let isDirect = try? devices.isDirect(query, in: lists), isDirect,
        let page = try? devices.page(query, in: lists)
      else { return nil }
      return (page, fullSync)
    }
  }

  private func endReadingSoon() {
    Task.detached { [weak self] in
      try? await Task.sleep(for: PointReader.moment)
      self?.forget()
    }
  }

  /// Looks at the file anew: something was written.
  func forget() {
    state.withLock { $0.endReading() }
  }

  /// - Parameter leavesLog: no byte of the file is changed.
  func close(leavingLog leavesLog: Bool) {
    state.withLock { state in
      state.endReading()
      state.byID = nil
      state.byText = []
      state.lists = nil
      guard let connection = unsafe state.connection else { return }
      if leavesLog { unsafe csqlite_leave_log_at_close(connection) }
      unsafe sqlite3_close_v2(connection)
      unsafe state.connection = nil
    }
  }
}

extension CachedRow {
  fileprivate init(_ row: SQLStatement) {
    self.init(
      CachedRecord(id: row.integer(0), row.bytes(3)), readAt: row.integer(1), flags: row.integer(2),
      fullSync: row.isNull(5) ? nil : row.integer(5))
  }
}

extension DeviceSelector {
  fileprivate var isName: Bool {
    if case .id = self { false } else { true }
  }
}
