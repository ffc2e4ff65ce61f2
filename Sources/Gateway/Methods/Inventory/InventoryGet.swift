internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.get`: one device.
struct InventoryGet: PromptMethod {
  static let name: StaticString = "inventory.get"
  static let traits: MethodTraits = [.reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["device", "fields"] + ReadPolicy.members + ReadPolicy.statusMembers
    static let required: [StaticString] = ["device"]
    let device: DeviceSelector
    private(set) var fields = FieldSet.all
    private(set) var policy = ReadPolicy()

    init(reading value: JSONValue) throws(JSONReadError) {
      var device: DeviceSelector?
      var fields = FieldSet.all
      var policy = ReadPolicy()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "device": device = try DeviceSelector(reading: value)
        case "fields": fields = try FieldSet(reading: value)
        default: try policy.take(name, value)
        }
      }
      guard let device else { throw .missing("device") }
      self.device = device
      self.fields = fields
      self.policy = policy
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    services.reads(params.device)
  }

  static func device(_ params: Params, _ services: GatewayServices) -> Int? {
    services.inventory.knownID(of: params.device)
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    write(try await context.services.inventory.get(params.device, params.policy), params.fields, into: &result)
  }

  static func answerAtOnce(
    _ params: Params, _ services: GatewayServices, into result: inout JSONWriter
  ) throws -> Bool {
    guard let reading = try services.inventory.readingAtHand(params.device, params.policy) else { return false }
    write(reading, params.fields, into: &result)
    return true
  }

  private static func write(_ reading: DeviceReading, _ fields: FieldSet, into result: inout JSONWriter) {
    result.member("device")
    reading.device.write(fields, to: &result)
    result.member("freshness")
    reading.freshness.write(to: &result)
  }
}
