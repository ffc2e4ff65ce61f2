internal import GatewayCore
internal import JSON

/// One page of a list: the envelope of the API, or what may stand in its place.
struct RecordPage<Row: Sendable>: Sendable {
  let rows: [Row]
  /// How many there are in all, where it is told.
  let total: Int?
  /// Whether the page says that another follows; nil where it does not say.
  let hasNext: Bool?
  /// The query of the link to the next page; its host is never asked.
  let nextQuery: String?

  init(rows: [Row], total: Int?, hasNext: Bool?, nextQuery: String?) {
    self.rows = rows
    self.total = total
    self.hasNext = hasNext
    self.nextQuery = nextQuery
  }

  /// Takes the envelope, a bare array, or a single object (control-api.md 9.20).
  init(reading value: JSONValue, _ row: (JSONValue) throws(JSONReadError) -> Row) throws(JSONReadError) {
    if value.kind == .array {
      rows = try value.readElements(row)
      (total, hasNext, nextQuery) = (nil, nil, nil)
    } else if let results = value.member("results") {
      do throws(JSONReadError) {
        rows = try results.readElements(row)
      } catch {
        throw error.below("results")
      }
      total = value.member("count")?.integerValue
      if let next = value.member("next") {
        hasNext = !next.isNull
        nextQuery = next.stringValue.flatMap { RecordPage.query(of: $0) }
      } else {
        (hasNext, nextQuery) = (nil, nil)
      }
    } else {
      guard value.kind == .object else { throw .expected("a page of a list", found: value.kind) }
      rows = [try row(value)]
      (total, hasNext, nextQuery) = (nil, false, nil)
    }
  }

  static func query(of link: String) -> String? {
    link.firstIndex(of: "?").map { String(link[link.index(after: $0)...]) }
  }
}
