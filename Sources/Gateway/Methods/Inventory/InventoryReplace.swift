internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.replace`: writes a whole record; what is not named is cleared.
struct InventoryReplace: Method {
  static let name: StaticString = "inventory.replace"
  static let traits: MethodTraits = [.audited, .changesDevices, .reachesDevices]

  struct Params: MethodParams {
    static let members = DeviceWriteParams.members
    static let required = DeviceWriteParams.required
    let write: DeviceWriteParams

    init(reading value: JSONValue) throws(JSONReadError) {
      write = try DeviceWriteParams(reading: value)
      do throws(JSONReadError) {
        try write.attributes.requireNameAndType()
      } catch {
        throw error.below("attributes")
      }
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    services.writes(params.write.device)
  }

  static func device(_ params: Params, _ services: GatewayServices) -> Int? {
    services.inventory.knownID(of: params.write.device)
  }

  static func check(_ params: Params, _ services: GatewayServices) async throws {
    try await params.write.check(services)
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let update = try await context.services.inventory.replace(params.write.device, params.write.attributes)
    result.member("device")
    update.device.write(.all, to: &result)
  }
}
