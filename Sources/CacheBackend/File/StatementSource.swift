internal import GRDB

/// One connection, whoever it belongs to, and the statements that were prepared on it.
protocol StatementSource {
  /// A statement that nobody else uses until it is reset.
  func statement(_ sql: String) throws -> SQLStatement
}

extension Database: StatementSource {
  func statement(_ sql: String) throws -> SQLStatement {
    unsafe SQLStatement(lent: try cachedStatement(sql: sql).sqliteStatement)
  }
}

extension StatementSource {
  /// Calls `body` for each row, until it says that it wants no more.
  func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (SQLStatement) throws -> Bool) throws {
    let statement = try statement(sql)
    defer { statement.reset() }
    for (place, value) in arguments.enumerated() { statement.bind(Int32(place + 1), value) }
    while try statement.step() {
      guard try body(statement) else { return }
    }
  }

  /// The first column of the first row; nil when there is none, or it is no number.
  func number(_ sql: String, _ arguments: [SQLValue]) throws -> Int? {
    var found: Int?
    try forEachRow(sql, arguments) { row in
      if case .integer(let number) = row.value(0) { found = number }
      return false
    }
    return found
  }
}
