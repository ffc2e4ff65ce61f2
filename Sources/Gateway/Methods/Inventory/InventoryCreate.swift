internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.create`: a new device.
struct InventoryCreate: Method {
  static let name: StaticString = "inventory.create"
  static let traits: MethodTraits = [.audited, .changesDevices, .reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["attributes"]
    static let required: [StaticString] = ["attributes"]
    let attributes: DeviceAttributes

    init(reading value: JSONValue) throws(JSONReadError) {
      var attributes: DeviceAttributes?
      try value.readMembers(Params.members) { (_, value) throws(JSONReadError) in
        attributes = try DeviceAttributes(reading: value)
        try attributes?.requireNameAndType()
      }
      guard let attributes else { throw .missing("attributes") }
      self.attributes = attributes
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .writeAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let device = try await context.services.inventory.create(params.attributes)
    context.note?.made(device: device.id)
    result.member("device")
    device.write(.all, to: &result)
  }
}
