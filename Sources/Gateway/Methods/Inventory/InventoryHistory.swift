internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.history`: what changed about a device, the oldest change first.
struct InventoryHistory: Method {
  static let name: StaticString = "inventory.history"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["device", "since", "fields", "limit", "cursor"]
    static let required: [StaticString] = ["device"]
    let query: HistoryQuery
    /// What the cursor of the next page belongs to.
    let canonical: JSONText

    init(reading value: JSONValue) throws(JSONReadError) {
      var device: DeviceSelector?
      var since: Timestamp?
      var fields: [DeviceField]?
      var limit = 100
      var cursor: String?
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "device": device = try DeviceSelector(reading: value)
        case "since": since = try Timestamp(reading: value)
        case "fields": fields = try DeviceField.readAll(value)
        case "limit": limit = try value.readInteger(in: 1...1000)
        default: cursor = try value.readString()
        }
      }
      guard let device else { throw .missing("device") }
      var query = HistoryQuery(device)
      query.since = since
      // In whatever order they were named, the same members are the same question.
      query.fields = fields.map { fields in Array(FieldSet(fields).fields) }
      query.limit = limit
      canonical = Params.canonical(query)
      if let cursor { query.after = try PageCursor.read(cursor, for: canonical).id }
      self.query = query
    }

    private static func canonical(_ query: HistoryQuery) -> JSONText {
      JSONText { writer in
        writer.beginArray()
        writer.string(InventoryHistory.name)
        query.device.write(to: &writer)
        writer.timeOrNull(query.since)
        if let fields = query.fields {
          writer.beginArray()
          for field in fields { writer.string(field.name) }
          writer.endArray()
        } else {
          writer.null()
        }
        writer.endArray()
      }
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    services.reads(params.query.device)
  }

  static func device(_ params: Params, _ services: GatewayServices) -> Int? {
    services.inventory.knownID(of: params.query.device)
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let page = try await context.services.requireCache().history(params.query)
    result.member("changes")
    result.beginArray()
    for change in page.changes { write(change, to: &result) }
    result.endArray()
    result.member("next_cursor")
    result.stringOrNull(
      page.next.map { PageCursor(after: SortKey(value: nil, id: $0)).encoded(for: params.canonical) })
    result.member("retained_since")
    result.time(page.retainedSince)
  }

  private static func write(_ change: FieldChange, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("at")
    writer.time(change.at)
    writer.member("field")
    writer.string(change.field.name)
    for (name, value) in [("from" as StaticString, change.from), ("to", change.to)] {
      writer.member(name)
      (value ?? .null).write(to: &writer)
    }
    writer.member("source")
    writer.string(change.source.rawValue)
    writer.endObject()
  }
}
