internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `inventory.delete`: removes a device, unless operations on it are live.
struct InventoryDelete: Method {
  static let name: StaticString = "inventory.delete"
  static let traits: MethodTraits = [.audited, .changesDevices, .reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["device", "confirm"]
    static let required: [StaticString] = ["device"]
    let device: DeviceSelector
    let isConfirmed: Bool

    init(reading value: JSONValue) throws(JSONReadError) {
      var device: DeviceSelector?
      var isConfirmed = false
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "device": device = try DeviceSelector(reading: value)
        default: isConfirmed = try value.readBoolean()
        }
      }
      guard let device else { throw .missing("device") }
      self.device = device
      self.isConfirmed = isConfirmed
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    services.writes(params.device)
  }

  static func device(_ params: Params, _ services: GatewayServices) -> Int? {
    services.inventory.knownID(of: params.device)
  }

  static func check(_ params: Params, _ services: GatewayServices) async throws {
    guard params.isConfirmed else {
      throw GatewayError(.confirmationRequired, "deleting a device needs confirm: true", path: "/confirm")
    }
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    try await check(params, context.services)
    let services = context.services
    if let id = try await known(params.device, services), services.operations.hasLiveOperations(id) {
      throw GatewayError(
        .inUse, "operations on this device have not ended",
        hint: "operation.list {\"filter\":{\"device\":{\"id\":\(id)}}} shows them: cancel them or wait for their end",
        path: "/device")
    }
    try await services.inventory.delete(params.device)
  }

  /// The device's id; where there are operations it could belong to, upstream is asked for it.
  private static func known(_ device: DeviceSelector, _ services: GatewayServices) async throws(GatewayError) -> Int? {
    if let id = services.inventory.knownID(of: device) { return id }
    return services.operations.liveCount == 0 ? nil : try await services.inventory.resolve(device).id
  }
}
