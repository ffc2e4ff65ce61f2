internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import Simulator

/// `mock.set_device`: makes a simulated device what a test needs.
struct MockSetDevice: Method {
  static let name: StaticString = "mock.set_device"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["device", "reachable", "busy", "status", "attributes", "parameters"]
    static let required: [StaticString] = ["device"]
    let device: DeviceSelector
    let steering: DeviceSteering

    init(reading value: JSONValue) throws(JSONReadError) {
      var device: DeviceSelector?
      var steering = DeviceSteering()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "device": device = try DeviceSelector(reading: value)
        case "reachable": steering.isReachable = try value.readBoolean()
        case "busy": steering.isBusy = try value.readBoolean()
        case "status": steering.status = try DeviceStatus(reading: value)
        case "attributes": steering.attributes = try Params.attributes(value)
        default: steering.parameters = try Params.parameters(value)
        }
      }
      guard let device else { throw .missing("device") }
      self.device = device
      self.steering = steering
    }

    private static func attributes(
      _ value: JSONValue
    ) throws(JSONReadError) -> [(field: DeviceField, value: DeviceValue)] {
      var attributes: [(field: DeviceField, value: DeviceValue)] = []
      try value.readMembersAndNulls(DeviceField.names) { (name, value) throws(JSONReadError) in
        guard let field = DeviceField(named: name) else { return }
        guard field != .id else { throw JSONReadError("the id of a device never changes") }
        attributes.append((field, try DeviceValue(reading: value, of: field)))
      }
      return attributes
    }

    private static func parameters(_ value: JSONValue) throws(JSONReadError) -> [(path: String, value: String)] {
      guard value.kind == .object else { throw .expected("an object of paths and values", found: value.kind) }
      var parameters: [(path: String, value: String)] = []
      var members = value.members
      while let member = members.next() {
        let path = member.name.string
        do throws(JSONReadError) {
          guard let parsed = ParameterPath(lenient: path), !parsed.isPartial else {
            throw JSONReadError("expected the path of a parameter")
          }
          parameters.append((path, try RequestedVariable.text(of: member.value)))
        } catch {
          throw error.below(JSONReadError.clip(path))
        }
      }
      return parameters
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    services.writes(params.device)
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let device = try context.simulation.steer(params.device, params.steering)
    result.member("device")
    device.write(.all, to: &result)
  }
}
