internal import GRDB
internal import GatewayCore

/// Single facts of a cache, by name.
enum Meta: String {
  case upstream
  /// When the last full sync that came to its end began.
  case fullSync = "full_sync"
  case incrementalSync = "incremental_sync"
  /// Of the full sync under way: when it began, and where it stands.
  case passBegan = "pass_began"
  case passPlace = "pass_place"

  static func text(_ database: Database, _ fact: Meta) throws -> String? {
    try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [fact.rawValue])
  }

  static func number(_ source: some StatementSource, _ fact: Meta) throws -> Int? {
    try source.number("SELECT value FROM meta WHERE key = ?", [.text(fact.rawValue)])
  }

  static func time(_ source: some StatementSource, _ fact: Meta) throws -> Timestamp? {
    try number(source, fact).map { Timestamp(milliseconds: $0) }
  }

  static func set(_ database: Database, _ fact: Meta, _ value: (any DatabaseValueConvertible)?) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [fact.rawValue, value])
  }

  static func clear(_ database: Database, _ facts: Meta...) throws {
    for fact in facts { try database.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [fact.rawValue]) }
  }
}
