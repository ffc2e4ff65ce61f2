internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import MockBackend
internal import Simulator

/// `mock.reset`: makes the fleet anew; the clock goes on, and what is not named stays.
struct MockReset: Method {
  static let name: StaticString = "mock.reset"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["seed", "devices"]
    let seed: UInt64?
    let devices: Int?

    init(reading value: JSONValue) throws(JSONReadError) {
      var seed: UInt64?
      var devices: Int?
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "seed": seed = UInt64(try value.readInteger(in: 0...Int.max))
        default: devices = try value.readInteger(in: 0...Simulation.mostDevices)
        }
      }
      self.seed = seed
      self.devices = devices
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .writeAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let count = try context.simulation.reset(seed: params.seed, devices: params.devices)
    context.services.mock?.faults.removeAll()
    result.member("devices")
    result.integer(count)
  }
}
