internal import GatewayCore
internal import JSON
internal import JSONRPC

/// Which models, and which device, a question about parameters is about.
struct ModelQuestion: Sendable {
  static let members: [StaticString] = ["model", "device"]
  private(set) var model: String?
  private(set) var device: DeviceSelector?

  /// Takes a member that is one of these; passes over all others.
  mutating func take(_ name: JSONName, _ value: JSONValue) throws(JSONReadError) {
    switch name {
    case "model": model = try value.readString()
    case "device": device = try DeviceSelector(reading: value)
    default: break
    }
  }

  func touch(_ services: GatewayServices) -> Touch {
    device.map { services.reads($0) } ?? .nothing
  }

  /// The models that were named, or all.
  ///
  /// - Throws: `JSONReadError` with the nearest name there is.
  func scope(_ services: GatewayServices) throws(JSONReadError) -> ModelScope {
    let models = services.models()
    guard let model else { return models.everything }
    do throws(JSONReadError) {
      return try models.scope(of: model)
    } catch {
      throw error.below("model")
    }
  }

  /// What is known of the device's parameters; nil without a device.
  func tree(_ services: GatewayServices) async throws -> ParameterTree? {
    guard let device else { return nil }
    let id = try await services.inventory.get(device, ReadPolicy()).device.id
    return services.inventory.knownParameters(of: id)
  }
}
