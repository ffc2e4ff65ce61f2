internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `audit.list`: every call that changed something or tried to, oldest first.
struct AuditList: Method {
  static let name: StaticString = "audit.list"
  static let traits: MethodTraits = [.heavy]

  struct Params: MethodParams {
    static let members: [StaticString] = ["since", "device", "method", "limit", "cursor"]
    let since: Timestamp?
    let device: DeviceSelector?
    let method: String?
    let limit: Int
    let after: Int
    let canonical: JSONText

    init(reading value: JSONValue) throws(JSONReadError) {
      var since: Timestamp?
      var device: DeviceSelector?
      var method: String?
      var limit = 100
      var cursor: String?
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "since": since = try Timestamp(reading: value)
        case "device": device = try DeviceSelector(reading: value)
        case "method": method = try value.readString()
        case "limit": limit = try value.readInteger(in: 1...1000)
        default: cursor = try value.readString()
        }
      }
      self.since = since
      self.device = device
      self.method = method
      self.limit = limit
      let canonical = JSONText { writer in
        writer.beginArray()
        writer.string(AuditList.name)
        writer.timeOrNull(since)
        if let device { device.write(to: &writer) } else { writer.null() }
        writer.stringOrNull(method)
        writer.endArray()
      }
      self.canonical = canonical
      after = try cursor.map { (cursor) throws(JSONReadError) in try PageCursor.read(cursor, for: canonical).id } ?? 0
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .readAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let services = context.services
    var device: Int?
    if let selector = params.device {
      // The audit outlives its devices.
      if case .id(let id) = selector { device = id } else { device = services.inventory.knownID(of: selector) ?? -1 }
    }
    let (entries, hasMore) = services.audit.entries(after: params.after, limit: params.limit) { entry in
      (params.since.map { entry.at >= $0 } ?? true) && (device == nil || entry.device == device)
        && (params.method.map { $0 == "\(entry.method)" } ?? true)
    }
    result.member("entries")
    result.beginArray()
    for entry in entries { entry.write(to: &result) }
    result.endArray()
    result.member("next_cursor")
    let last = hasMore ? entries.last : nil
    result.stringOrNull(
      last.map { PageCursor(after: SortKey(value: nil, id: $0.sequence)).encoded(for: params.canonical) })
  }
}
