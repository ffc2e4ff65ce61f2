internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.list`: a page of devices.
struct InventoryList: PromptMethod {
  static let name: StaticString = "inventory.list"
  static let traits: MethodTraits = [.heavy, .reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] =
      ["filter", "limit", "cursor", "sort", "fields", "count"] + ReadPolicy.members + ReadPolicy.statusMembers
    let query: InventoryQuery
    let fields: FieldSet
    /// What the cursor of the next page belongs to.
    let canonical: JSONText

    init(reading value: JSONValue) throws(JSONReadError) {
      var query = InventoryQuery()
      var fields = FieldSet.all
      var cursor: String?
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "filter": query.filter = try InventoryFilter(reading: value)
        case "limit": query.limit = try value.readInteger(in: 1...1000)
        case "cursor": cursor = try value.readString()
        case "sort":
          query.sort = try InventorySort(reading: value)
          query.isSortAsked = true
        case "fields": fields = try FieldSet(reading: value)
        case "count": query.wantsTotal = try value.readBoolean()
        default: try query.policy.take(name, value)
        }
      }
      canonical = InventoryQuery.canonical(InventoryList.name, query.filter, query.sort)
      if let cursor { query.after = try PageCursor.read(cursor, for: canonical) }
      self.query = query
      self.fields = fields
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .readAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    write(try await context.services.inventory.list(params.query), params, into: &result)
  }

  static func answerAtOnce(
    _ params: Params, _ services: GatewayServices, into result: inout JSONWriter
  ) throws -> Bool {
    guard let page = services.inventory.pageAtHand(params.query) else { return false }
    write(page, params, into: &result)
    return true
  }

  private static func write(_ page: DevicePage, _ params: Params, into result: inout JSONWriter) {
    result.member("devices")
    result.beginArray()
    for device in page.devices { device.write(params.fields, to: &result) }
    result.endArray()
    result.member("next_cursor")
    result.stringOrNull(page.next.map { PageCursor(after: $0).encoded(for: params.canonical) })
    if let total = page.total {
      result.member("total")
      result.integer(total)
    }
    if let scanned = page.scanned {
      result.member("scanned")
      result.integer(scanned)
    }
    result.member("freshness")
    page.freshness.write(to: &result)
  }
}

extension PageCursor {
  /// The place where a page begins, read from the param `cursor`.
  static func read(_ cursor: String, for query: JSONText) throws(JSONReadError) -> SortKey {
    do throws(JSONReadError) {
      return try PageCursor(cursor, for: query).last
    } catch {
      throw error.below("cursor")
    }
  }
}
