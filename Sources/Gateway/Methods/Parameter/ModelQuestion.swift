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

  /// The models that were named, or else all that are of the device.
  ///
  /// - Parameter device: the record of the device that the question is about, if it is about one.
  /// - Throws: `JSONReadError` with the nearest name there is.
  func scope(
    _ services: GatewayServices, of device: (any DeviceRecord)? = nil
  ) throws(JSONReadError) -> ModelScope {
    let models = services.models()
    guard let model else { return device.map { models.scope(for: $0) } ?? models.everything }
    do throws(JSONReadError) {
      return try models.scope(of: model, for: device)
    } catch {
      throw error.below("model")
    }
  }

  /// The models to go by, and what is known of the device's parameters, which is nil without a device.
  func subject(_ services: GatewayServices) async throws -> (scope: ModelScope, device: ParameterTree?) {
    // A wrong model is told before a device is looked for.
    let scope = try scope(services)
    guard let device else { return (scope, nil) }
    let record = try await services.inventory.get(device, ReadPolicy()).device
    return (try self.scope(services, of: record), services.inventory.knownParameters(of: record.id))
  }
}
