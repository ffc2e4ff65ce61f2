internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.summary`: how many devices there are of each kind.
struct InventorySummary: Method {
  static let name: StaticString = "inventory.summary"
  static let traits: MethodTraits = [.heavy, .reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["group_by", "filter"] + ReadPolicy.members
    static let required: [StaticString] = ["group_by"]
    let fields: [DeviceField]
    let filter: InventoryFilter
    let policy: ReadPolicy

    init(reading value: JSONValue) throws(JSONReadError) {
      var fields: [DeviceField]?
      var filter = InventoryFilter()
      var policy = ReadPolicy()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "group_by": fields = try Params.groups(value)
        case "filter": filter = try InventoryFilter(reading: value)
        default: try policy.take(name, value)
        }
      }
      guard let fields else { throw .missing("group_by") }
      self.fields = fields
      self.filter = filter
      self.policy = policy
    }

    private static func groups(_ value: JSONValue) throws(JSONReadError) -> [DeviceField] {
      let fields = try value.readElements { (element) throws(JSONReadError) in
        let field = try DeviceField(reading: element)
        guard field.kind != .texts, field.kind != .object else {
          throw JSONReadError("devices cannot be grouped by \(field.name), which is no single value")
        }
        return field
      }
      guard !fields.isEmpty else { throw JSONReadError("expected at least one member name, found none") }
      guard Set(fields).count == fields.count else { throw JSONReadError("a member name stands twice") }
      return fields
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .readAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let groups = try await context.services.inventory.summarize(params.fields, params.filter, params.policy)
    result.member("groups")
    result.beginArray()
    for group in groups {
      result.beginObject()
      result.member("key")
      result.beginObject()
      for (field, value) in zip(params.fields, group.key) {
        result.member(field.name)
        value.write(to: &result)
      }
      result.endObject()
      result.member("count")
      result.integer(group.count)
      result.endObject()
    }
    result.endArray()
    result.member("total")
    result.integer(groups.reduce(0) { $0 + $1.count })
  }
}
