/// The statements of lists on one connection, as long as there are few.
@safe final class StatementCache: StatementSource {
  private let connection: OpaquePointer
  private var statements: [String: SQLStatement] = [:]

  private static let most = 64

  /// - Parameter connection: outlives this.
  @unsafe init(_ connection: OpaquePointer) {
    unsafe self.connection = connection
  }

  func statement(_ sql: String) throws -> SQLStatement {
    if let known = statements[sql] { return known }
    if statements.count >= StatementCache.most { statements.removeAll() }
    let made = try unsafe SQLStatement(connection, sql)
    statements[sql] = made
    return made
  }
}
