internal import GRDB
package import GatewayCore
internal import JSON

extension CacheBackend {
  /// Changes before this are not kept.
  var retainedSince: Timestamp {
    clock.now.advanced(bySeconds: -settings.historyDays * 86_400)
  }

  package func history(_ query: HistoryQuery) async throws(GatewayError) -> HistoryPage {
    guard let id = knownID(of: query.device), try row(.id(id)) != nil else { throw .noSuchDevice(query.device) }
    let retained = retainedSince
    return try await file.read { database in
      // There is nothing from before the device was first read.
      let known = try Int.fetchOne(database, sql: "SELECT known_since FROM record WHERE id = ?", arguments: [id]) ?? 0
      let since = max(retained, Timestamp(milliseconds: known))
      var page = HistoryPage(retainedSince: since)
      var condition = SQLCondition(
        "device = ? AND at >= ?", [.integer(id), .integer(max(since, query.since ?? since).milliseconds)])
      if let after = query.after { condition = .and([condition, SQLCondition("number > ?", [.integer(after)])]) }
      if let fields = query.fields {
        let names = fields.map { "'\($0.name)'" }.joined(separator: ", ")
        condition = .and([condition, SQLCondition("field IN (\(names))")])
      }
      let rows = try Row.fetchCursor(
        database, sql: "SELECT * FROM change WHERE \(condition.text) ORDER BY number LIMIT \(query.limit + 1)",
        arguments: StatementArguments(condition.arguments))
      while let row = try rows.next() {
        guard let change = FieldChange(row) else { continue }
        guard page.changes.count < query.limit else {
          page.next = page.changes.last?.number
          break
        }
        page.changes.append(change)
      }
      return page
    }
  }

  package func device(_ selector: DeviceSelector, at instant: Timestamp?) async throws(GatewayError) -> any DeviceRecord
  {
    guard let id = knownID(of: selector), let row = try row(.id(id)) else { throw .noSuchDevice(selector) }
    guard let instant else { return row.record }
    let retained = retainedSince
    return try await file.read { database in
      let known = try Int.fetchOne(database, sql: "SELECT known_since FROM record WHERE id = ?", arguments: [id]) ?? 0
      guard instant.milliseconds >= known else {
        throw GatewayError(
          .notFound, "the cache did not know this device at that time",
          hint: "it has known it since \(Timestamp(milliseconds: known).text)", path: "/at")
      }
      guard instant >= retained else {
        throw GatewayError(
          .invalidParams, "expected a time since \(retained.text), found an earlier one",
          hint: "the history is kept as long as --history-days says", path: "/at")
      }
      var device = row.record.device
      // From now backwards: what each change changed is put back.
      let rows = try Row.fetchCursor(
        database, sql: "SELECT * FROM change WHERE device = ? AND at > ? ORDER BY number DESC",
        arguments: [id, instant.milliseconds])
      while let row = try rows.next() {
        if let change = FieldChange(row) { device[change.field] = change.from }
      }
      return device
    }
  }
}

extension FieldChange {
  /// Nil for a member that this version does not know.
  fileprivate init?(_ row: Row) {
    guard let field = DeviceField(named: row["field"] as String),
      let source = ChangeSource(rawValue: row["source"])
    else { return nil }
    self.init(
      number: row["number"], at: Timestamp(milliseconds: row["at"]), field: field,
      from: FieldChange.value(row["was"], of: field), to: FieldChange.value(row["became"], of: field), source: source)
  }

  private static func value(_ text: String?, of field: DeviceField) -> DeviceValue? {
    guard let text, let document = try? JSONDocument(parsing: text.utf8Span.span) else { return nil }
    return document.read { try? DeviceValue(reading: $0, of: field) }
  }
}
