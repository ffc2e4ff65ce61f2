internal import GatewayCore
internal import JSON
internal import JSONRPC

/// The params of calls that write the record of one device.
struct DeviceWriteParams: MethodParams {
  static let members: [StaticString] = ["device", "attributes"]
  static let required: [StaticString] = ["device", "attributes"]
  let device: DeviceSelector
  let attributes: DeviceAttributes

  init(reading value: JSONValue) throws(JSONReadError) {
    var device: DeviceSelector?
    var attributes: DeviceAttributes?
    try value.readMembers(DeviceWriteParams.members) { (name, value) throws(JSONReadError) in
      switch name {
      case "device": device = try DeviceSelector(reading: value)
      default: attributes = try DeviceAttributes(reading: value)
      }
    }
    guard let device else { throw .missing("device") }
    guard let attributes else { throw .missing("attributes") }
    self.device = device
    self.attributes = attributes
  }
}

/// `inventory.update`: writes the members that are named.
struct InventoryUpdate: Method {
  typealias Params = DeviceWriteParams
  static let name: StaticString = "inventory.update"
  static let traits: MethodTraits = [.audited, .changesDevices, .reachesDevices]

  static func touch(_ params: DeviceWriteParams, _ services: GatewayServices) -> Touch {
    services.writes(params.device)
  }

  static func device(_ params: DeviceWriteParams, _ services: GatewayServices) -> Int? {
    services.inventory.knownID(of: params.device)
  }

  static func run(_ params: DeviceWriteParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    let update = try await context.services.inventory.update(params.device, params.attributes)
    result.member("device")
    update.device.write(.all, to: &result)
    result.member("changed")
    result.beginArray()
    for name in update.changed { result.string(name) }
    result.endArray()
  }
}
