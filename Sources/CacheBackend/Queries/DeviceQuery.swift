internal import GRDB
internal import GatewayCore
internal import JSON

/// A list, a count or a summary, as SQL over the tables of the cache.
struct DeviceQuery {
  private var conditions: [SQLCondition]
  /// What the index of words is asked for.
  private let match: String?
  private let filter: InventoryFilter

  init(_ filter: InventoryFilter, in database: Database) throws {
    self.filter = filter
    conditions = filter.conditionsInSQL
    match = try filter.search?.match(in: database)
    if filter.search != nil, match == nil { conditions.append(SQLCondition("0")) }
  }

  /// The conditions with that of the search.
  private var allConditions: [SQLCondition] {
    guard let match else { return conditions }
    return [SQLCondition("device.id IN (SELECT rowid FROM search WHERE search MATCH ?)", [match])] + conditions
  }

  // MARK: Lists

  struct Page {
    var rows: [CachedRow] = []
    var next: SortKey?
    var total: Int?
  }

  func page(_ query: InventoryQuery, in database: Database) throws -> Page {
    var page = Page()
    let fullSync = try Meta.number(database, .fullSync)
    let way = fullSync == nil ? nil : try way(for: query.sort, in: database)
    var last: SortKey?
    runs: for run in SortRun.runs(query.sort, behind: query.after) {
      let left = query.limit + 1 - page.rows.count
      let rows = try cursor(run, query.sort, way, limit: left, in: database)
      while let row = try rows.next() {
        let record = try CachedRecord(id: row[0], try row.bytes(at: 3), digest: row[5])
        guard page.rows.count < query.limit else {
          page.next = last
          break runs
        }
        last = SortKey(value: SortKey.Value(row[4]), id: record.id)
        page.rows.append(CachedRow(record, readAt: row[1], flags: row[2], fullSync: fullSync))
      }
    }
    if query.wantsTotal { page.total = try count(in: database) }
    return page
  }

  private func cursor(
    _ run: SortRun, _ sort: InventorySort, _ way: String?, limit: Int, in database: Database
  ) throws -> RowCursor {
    var source = way.map { "device \($0)" } ?? "device"
    var (condition, order) = (SQLCondition.and(allConditions + [run.condition]), run.order)
    if sort.field == .id, let match {
      // The index of words gives its rows by rising id, one by one: a page needs no more of them.
      source = "search CROSS JOIN device ON device.id = search.rowid"
      condition = .and([SQLCondition("search MATCH ?", [match])] + conditions + [run.condition])
      condition.text = condition.text.replacing("device.id", with: "search.rowid")
      order = order.replacing("device.id", with: "search.rowid")
    }
    let sql = """
      SELECT device.id, record.read_at, record.flags, record.text, \(sort.field.inSQL),
        record.digest
      FROM \(source) CROSS JOIN record ON record.id = device.id
      WHERE \(condition.text) ORDER BY \(order) LIMIT ?
      """
    let statement = try database.cachedStatement(sql: sql)
    return try Row.fetchCursor(statement, arguments: StatementArguments(condition.arguments + [limit]))
  }

  /// How to read a sorted list, where that is not left to SQLite: it does not know that few of the rows that pass are
  /// enough, and sorts them all.
  ///
  /// What is gone through for a page in the order of the sort grows with the share of those that do not pass, so for few
  /// hits it is nil.
  private func way(for sort: InventorySort, in database: Database) throws -> String? {
    let fields = filter.conditions.map(\.field)
    guard match == nil, filter.statusChangedSince == nil, !fields.isEmpty else { return nil }
    if sort.field == .name, filter.conditions.allSatisfy(\.isOneValue), let pair = CacheSchema.pairs[Set(fields)] {
      return "INDEXED BY \(pair)"
    }
    guard let way = sort.field == .id ? "NOT INDEXED" : CacheSchema.walks[sort.field].map({ "INDEXED BY \($0)" }) else {
      return nil
    }
    // Where each row has to be looked up to be left out, it has to be worth it.
    let isCovered = sort.field != .serialNumber && fields.allSatisfy { CacheSchema.walkedFields.contains($0) }
    let many = isCovered || sort.field == .id ? DeviceQuery.many : DeviceQuery.veryMany
    return try hasHits(many, in: database) ? way : nil
  }

  /// Whether so many devices may pass: by the tally, and by each of the conditions that it knows nothing of.
  private func hasHits(_ many: Int, in database: Database) throws -> Bool {
    let tallied = filter.conditions.filter { CacheSchema.tallied.contains($0.field) }.map(\.inSQL)
    guard try DeviceQuery.tally(.and(tallied), in: database) >= many else { return false }
    for condition in filter.conditions where !CacheSchema.tallied.contains(condition.field) {
      let sql = "SELECT count(*) FROM (SELECT 1 FROM device WHERE \(condition.inSQL.text) LIMIT \(many))"
      let arguments = StatementArguments(condition.inSQL.arguments)
      let found = try Int.fetchOne(try database.cachedStatement(sql: sql), arguments: arguments) ?? 0
      guard found >= many else { return false }
    }
    return true
  }

  /// Of fewer rows all are sorted in a few milliseconds.
  private static let many = 2000
  private static let veryMany = 10_000

  // MARK: Counts

  /// Whether the counts of devices that share their values tell all that the filter asks.
  private func isTallied(_ database: Database) throws -> Bool {
    try filter.search == nil && filter.statusChangedSince == nil
      && filter.conditions.allSatisfy { CacheSchema.tallied.contains($0.field) }
      && Meta.number(database, .fullSync) != nil
  }

  private static func tally(_ condition: SQLCondition, in database: Database) throws -> Int {
    let statement = try database.cachedStatement(
      sql: "SELECT sum(device.devices) FROM tally AS device WHERE \(condition.text)")
    return try Int.fetchOne(statement, arguments: StatementArguments(condition.arguments)) ?? 0
  }

  func count(in database: Database) throws -> Int {
    let condition = SQLCondition.and(allConditions)
    if try isTallied(database) { return try DeviceQuery.tally(condition, in: database) }
    let statement = try database.cachedStatement(sql: "SELECT count(*) FROM device WHERE \(condition.text)")
    return try Int.fetchOne(statement, arguments: StatementArguments(condition.arguments)) ?? 0
  }

  func summary(_ fields: [DeviceField], in database: Database) throws -> [SummaryGroup] {
    let condition = SQLCondition.and(allConditions)
    let groups = fields.map(\.groupInSQL).joined(separator: ", ")
    var (count, source, having) = ("count(*)", "device", "")
    if try isTallied(database), fields.allSatisfy({ CacheSchema.tallied.contains($0) }) {
      (count, source, having) = ("sum(device.devices)", "tally AS device", "HAVING sum(device.devices) > 0")
    } else if !fields.allSatisfy({ $0.isColumn && $0.kind != .time }) {
      source += " JOIN record ON record.id = device.id"
    }
    let sql = "SELECT \(groups), \(count) FROM \(source) WHERE \(condition.text) GROUP BY \(groups) \(having)"
    let statement = try database.cachedStatement(sql: sql)
    var summary = SummaryGroups(fields)
    let rows = try Row.fetchCursor(statement, arguments: StatementArguments(condition.arguments))
    while let row = try rows.next() {
      let key = fields.enumerated().map { $0.element.groupValue(row[$0.offset]) }
      try summary.add(key, count: row[fields.count])
    }
    return summary.sorted
  }
}

extension DeviceField {
  /// As devices are grouped: times by their text, which a column does not keep.
  fileprivate var groupInSQL: String {
    kind == .time ? "json_extract(record.text, '$.\(name)')" : inSQL
  }

  fileprivate func groupValue(_ value: DatabaseValue) -> DeviceValue {
    switch (value.storage, kind) {
    case (.null, _), (.blob, _): .null
    case (.int64(let number), .boolean): .boolean(number != 0)
    case (.int64(let number), _): .integer(Int(number))
    case (.double(let number), _): .integer(Int(number))
    case (.string(let text), .status): DeviceStatus(rawValue: text).map { .status($0) } ?? .null
    case (.string(let text), .time): .time(ExactString(text))
    case (.string(let text), _): .text(text)
    }
  }
}

extension SortKey.Value {
  fileprivate init?(_ value: DatabaseValue) {
    switch value.storage {
    case .int64(let number): self = .number(Int(number))
    case .double(let number): self = .number(Int(number))
    case .string(let text): self = .text(ExactString(text))
    case .null, .blob: return nil
    }
  }
}

extension Row {
  fileprivate func bytes(at place: Int) throws -> [UInt8] {
    try withUnsafeData(atIndex: place) { data in data.map(Array.init) ?? [] }
  }
}
