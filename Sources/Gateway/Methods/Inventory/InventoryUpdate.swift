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

extension DeviceWriteParams {
  /// Holds the attributes against the record as it is now; of a device that is not known nothing can be said.
  func check(_ services: GatewayServices) async throws {
    guard let id = services.inventory.knownID(of: device) else { return }
    let current = try await services.inventory.get(.id(id), ReadPolicy()).device
    do throws(JSONReadError) {
      _ = try attributes.changes(to: current)
    } catch {
      throw error.below("attributes")
    }
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

  static func check(_ params: DeviceWriteParams, _ services: GatewayServices) async throws {
    try await params.check(services)
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
