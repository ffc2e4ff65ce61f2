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

  /// Nil for a filter that words are searched for.
  init?(withoutSearch filter: InventoryFilter) {
    guard filter.search == nil else { return nil }
    self.filter = filter
    conditions = filter.conditionsInSQL
    match = nil
  }

  /// The conditions with that of the search.
  private var allConditions: [SQLCondition] {
    guard let match else { return conditions }
    return [SQLCondition("device.id IN (SELECT rowid FROM search WHERE search MATCH ?)", [.text(match)])] + conditions
  }

  // MARK: Lists

  struct Page {
    var rows: [CachedRow] = []
    var next: SortKey?
    var total: Int?
  }

  func page(_ query: InventoryQuery, in source: some StatementSource) throws -> Page {
    var page = Page()
    let fullSync = try Meta.number(source, .fullSync)
    let way = fullSync == nil ? .own : try way(for: query.sort, in: source)
    var last: SortKey?
    for run in SortRun.runs(query.sort, behind: query.after) where page.next == nil {
      let left = query.limit + 1 - page.rows.count
      let (sql, arguments) = statement(run, query.sort, way)
      try source.forEachRow(sql, arguments + [.integer(left)]) { row in
        let record = try CachedRecord(id: row.integer(0), row.bytes(3), digest: row.integer(5))
        guard page.rows.count < query.limit else {
          page.next = last
          return false
        }
        last = SortKey(value: SortKey.Value(row.value(4)), id: record.id)
        page.rows.append(CachedRow(record, readAt: row.integer(1), flags: row.integer(2), fullSync: fullSync))
        return true
      }
    }
    if query.wantsTotal { page.total = try count(in: source) }
    return page
  }

  private func statement(_ run: SortRun, _ sort: InventorySort, _ way: Way) -> (sql: String, arguments: [SQLValue]) {
    var source = way.source
    var (condition, order) = (SQLCondition.and(allConditions + [run.condition]), run.order)
    if sort.field == .id, let match {
      // The index of words gives its rows by rising id, one by one: a page needs no more of them.
      source = "search CROSS JOIN device ON device.id = search.rowid"
      condition = .and([SQLCondition("search MATCH ?", [.text(match)])] + conditions + [run.condition])
      condition.text = condition.text.replacing("device.id", with: "search.rowid")
      order = order.replacing("device.id", with: "search.rowid")
    }
    let sql = """
      SELECT device.id, record.read_at, record.flags, record.text, \(sort.field.inSQL),
        record.digest
      FROM \(source) CROSS JOIN record ON record.id = device.id
      WHERE \(condition.text) ORDER BY \(order) LIMIT ?
      """
    return (sql, condition.arguments)
  }

  // MARK: Ways

  /// How the rows of a sorted list are come by.
  private enum Way {
    /// An index gives those that pass, each in its place: a page takes as long as its rows.
    case direct(String)
    /// All are gone through in their order, and those that do not pass are left out.
    case walk(String)
    /// As SQLite chooses, which does not know that few of the rows that pass are enough, and sorts them all.
    case own

    var source: String {
      switch self {
      case .direct(let index), .walk(let index): "device \(index)"
      case .own: "device"
      }
    }
  }

  /// Whether a page of it takes no longer than its rows, and needs nothing but tables.
  func isDirect(_ query: InventoryQuery, in source: some StatementSource) throws -> Bool {
    guard case .direct = try way(for: query.sort, in: source) else { return false }
    return try !query.wantsTotal || isTallied(source)
  }

  /// What is gone through for a page in the order of the sort grows with the share of those that do not pass, so for few
  /// hits it is SQLite's own way.
  private func way(for sort: InventorySort, in source: some StatementSource) throws -> Way {
    guard filter.search == nil, filter.statusChangedSince == nil else { return .own }
    let fields = filter.conditions.map(\.field)
    if fields.isEmpty { return sort.field == .id ? .direct("NOT INDEXED") : .own }
    if filter.conditions.allSatisfy(\.isOneValue),
      let pair = CacheSchema.pairs.first(where: { $0.sort == sort.field && $0.fields == Set(fields) })
    {
      let isInPlace = sort.field == .id || sort.isDescending == pair.isDescending
      return isInPlace ? .direct("INDEXED BY \(pair.index)") : .walk("INDEXED BY \(pair.index)")
    }
    guard let way = sort.field == .id ? "NOT INDEXED" : CacheSchema.walks[sort.field].map({ "INDEXED BY \($0)" }) else {
      return .own
    }
    // Where each row has to be looked up to be left out, it has to be worth it.
    let isCovered = sort.field != .serialNumber && fields.allSatisfy { CacheSchema.walkedFields.contains($0) }
    let many = isCovered || sort.field == .id ? DeviceQuery.many : DeviceQuery.veryMany
    return try hasHits(many, in: source) ? .walk(way) : .own
  }

  /// Whether so many devices may pass: by the tally, and by each of the conditions that it knows nothing of.
  private func hasHits(_ many: Int, in source: some StatementSource) throws -> Bool {
    let tallied = filter.conditions.filter { CacheSchema.tallied.contains($0.field) }.map(\.inSQL)
    guard try DeviceQuery.tally(.and(tallied), in: source) >= many else { return false }
    for condition in filter.conditions where !CacheSchema.tallied.contains(condition.field) {
      let (text, arguments) = (condition.inSQL.text, condition.inSQL.arguments)
      let found = try source.number(
        "SELECT count(*) FROM (SELECT 1 FROM device WHERE \(text) LIMIT \(many))", arguments)
      guard found ?? 0 >= many else { return false }
    }
    return true
  }

  /// Of fewer rows all are sorted in a few milliseconds.
  private static let many = 2000
  private static let veryMany = 10_000

  // MARK: Counts

  /// Whether the counts of devices that share their values tell all that the filter asks.
  private func isTallied(_ source: some StatementSource) throws -> Bool {
    try filter.search == nil && filter.statusChangedSince == nil
      && filter.conditions.allSatisfy { CacheSchema.tallied.contains($0.field) }
      && Meta.number(source, .fullSync) != nil
  }

  private static func tally(_ condition: SQLCondition, in source: some StatementSource) throws -> Int {
    let sql = "SELECT sum(device.devices) FROM tally AS device WHERE \(condition.text)"
    return try source.number(sql, condition.arguments) ?? 0
  }

  private func count(in source: some StatementSource) throws -> Int {
    let condition = SQLCondition.and(allConditions)
    if try isTallied(source) { return try DeviceQuery.tally(condition, in: source) }
    return try source.number("SELECT count(*) FROM device WHERE \(condition.text)", condition.arguments) ?? 0
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
  fileprivate init?(_ value: SQLValue) {
    switch value {
    case .integer(let number): self = .number(number)
    case .text(let text): self = .text(ExactString(text))
    case .null: return nil
    }
  }
}
