internal import CSQLite

/// One prepared statement of one connection, used again and again.
///
/// Whoever uses it holds whatever guards the connection.
@safe final class SQLStatement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  private let isLent: Bool

  /// - Parameter connection: outlives this.
  @unsafe init(_ connection: OpaquePointer, _ sql: String) throws(SQLFailure) {
    var handle: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK, let handle = unsafe handle else { throw unsafe SQLFailure(connection) }
    unsafe self.handle = handle
    unsafe self.connection = connection
    isLent = false
  }

  /// A statement of somebody else, who keeps it for longer than this lives.
  @unsafe init(lent handle: OpaquePointer) {
    unsafe self.handle = handle
    unsafe connection = sqlite3_db_handle(handle)
    isLent = true
  }

  deinit {
    if !isLent { unsafe sqlite3_finalize(handle) }
  }

  // MARK: Binding, by places from 1

  func bind(_ place: Int32, _ value: SQLValue) {
    switch value {
    case .integer(let number): bind(place, number)
    case .text(let text): bind(place, text: text.utf8Span.span)
    case .null: bindNull(place)
    }
  }

  func bind(_ place: Int32, _ number: Int?) {
    if let number { unsafe sqlite3_bind_int64(handle, place, Int64(number)) } else { bindNull(place) }
  }

  func bind(_ place: Int32, _ text: String?) {
    if let text { bind(place, text: text.utf8Span.span) } else { bindNull(place) }
  }

  func bind(_ place: Int32, text: Span<UInt8>) {
    unsafe text.withUnsafeBytes { bytes in
      // An empty text may have no address, which would mean null.
      guard let start = bytes.baseAddress else {
        unsafe csqlite_bind_text(handle, place, "", 0)
        return
      }
      unsafe csqlite_bind_text(handle, place, start, Int32(bytes.count))
    }
  }

  func bindNull(_ place: Int32) {
    unsafe sqlite3_bind_null(handle, place)
  }

  // MARK: Running

  /// Whether there is another row.
  func step() throws(SQLFailure) -> Bool {
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      let failure = unsafe SQLFailure(connection)
      reset()
      throw failure
    }
  }

  /// Runs a statement that gives no rows.
  func run() throws(SQLFailure) {
    _ = try step()
    reset()
  }

  /// Ends the reading of its rows; what is bound stays.
  func reset() {
    unsafe sqlite3_reset(handle)
  }

  // MARK: Columns, by places from 0

  func integer(_ column: Int32) -> Int {
    Int(unsafe sqlite3_column_int64(handle, column))
  }

  func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  func isText(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_TEXT
  }

  func value(_ column: Int32) -> SQLValue {
    switch unsafe sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER, SQLITE_FLOAT: .integer(integer(column))
    case SQLITE_TEXT: .text(text(column))
    default: .null
    }
  }

  func bytes(_ column: Int32) -> [UInt8] {
    unsafe withBytes(column) { unsafe Array($0) }
  }

  func text(_ column: Int32) -> String {
    unsafe withBytes(column) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Whether a column holds exactly these bytes.
  func holds(_ bytes: Span<UInt8>, at column: Int32) -> Bool {
    unsafe withBytes(column) { stored in
      guard stored.count == bytes.count else { return false }
      return unsafe bytes.withUnsafeBytes { unsafe stored.elementsEqual($0) }
    }
  }

  @unsafe private func withBytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let start = unsafe sqlite3_column_blob(handle, column)
    return unsafe body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }
}

/// What SQLite says went wrong.
struct SQLFailure: Error {
  let code: Int32
  let message: String

  @unsafe init(_ connection: OpaquePointer) {
    code = unsafe sqlite3_extended_errcode(connection)
    message = unsafe String(cString: sqlite3_errmsg(connection))
  }

  init(code: Int32, message: String) {
    self.code = code
    self.message = message
  }

  static let damagedRecord = SQLFailure(code: SQLITE_CORRUPT, message: "a record is not what was written")

  /// What is stored contradicts itself.
  var isDamage: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xFF) }
}
