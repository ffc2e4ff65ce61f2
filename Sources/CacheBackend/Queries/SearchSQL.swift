internal import GRDB
internal import GatewayCore

extension SearchQuery {
  /// What FTS5 is asked for: each word begins a word of the device.
  ///
  /// Nil when there is no word, which nothing passes.
  func match(in database: Database) throws -> String? {
    let words = foldedWords
    guard !words.isEmpty else { return nil }
    // A query of very many words is deeper than FTS5 takes, once it has brackets.
    guard words.count <= SearchQuery.mostExpanded else { return words.map { "\"\($0)\"*" }.joined(separator: " ") }
    return try words.map { try SearchQuery.expanded($0, database) ?? "\"\($0)\"*" }.joined(separator: " AND ")
  }

  private static let mostExpanded = 50
  /// Beginnings of so many characters have an index of their own.
  private static let indexedLength = 3
  /// More words than these are left to FTS5.
  private static let mostWords = 8

  /// The words that begin so, when there are few of them.
  ///
  /// FTS5 gathers all devices of all words with a beginning before it tells the first; those of whole words it tells one
  /// by one.
  private static func expanded(_ word: String, _ database: Database) throws -> String? {
    guard word.count > indexedLength else { return nil }
    let statement = try database.cachedStatement(sql: "SELECT term FROM word WHERE term >= ? LIMIT 1")
    var (found, bound): ([String], String) = ([], word)
    while let next = try String.fetchOne(statement, arguments: [bound]), next.utf8.starts(with: word.utf8) {
      guard found.count < mostWords else { return nil }
      found.append("\"\(next)\"")
      // Behind it, before all that are longer.
      bound = next + "\u{1}"
    }
    return found.isEmpty ? "\"\(word)\"" : "(\(found.joined(separator: " OR ")))"
  }
}
