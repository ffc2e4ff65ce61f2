internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `parameter.match`: those paths of a list, or of a device, that a pattern covers.
struct ParameterMatch: Method {
  static let name: StaticString = "parameter.match"
  static let traits: MethodTraits = [.heavy]

  struct Params: MethodParams {
    static let members: [StaticString] = ["pattern", "paths", "device"] + ReadPolicy.members
    static let required: [StaticString] = ["pattern"]
    let pattern: String
    let items: [PathItem]?
    let device: DeviceSelector?

    init(reading value: JSONValue) throws(JSONReadError) {
      var pattern: String?
      var items: [PathItem]?
      var device: DeviceSelector?
      var policy = ReadPolicy()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "pattern": pattern = try value.readString()
        case "paths": items = try value.readElements { (item) throws(JSONReadError) in try PathItem(reading: item) }
        case "device": device = try DeviceSelector(reading: value)
        default: try policy.take(name, value)
        }
      }
      guard let pattern else { throw .missing("pattern") }
      guard (items == nil) != (device == nil) else {
        throw JSONReadError("expected paths or device, found \(items == nil ? "neither" : "both")")
      }
      self.pattern = pattern
      self.items = items
      self.device = device
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    params.device.map { services.reads($0) } ?? .nothing
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let pattern: PathPattern
    do throws(PathError) {
      pattern = try PathPattern(params.pattern)
    } catch {
      throw GatewayError(error, pointer: "/pattern")
    }
    result.member("paths")
    result.beginArray()
    if let items = params.items {
      for path in try matches(pattern, among: items) { result.string(path) }
    } else if let tree = try await known(params, context.services) {
      let paths = pattern.parameters(in: tree) { context.call.isCancelled }
      try context.call.checkCancelled()
      for path in paths { result.string(path.text) }
    }
    result.endArray()
  }

  private static func matches(_ pattern: PathPattern, among items: [PathItem]) throws(GatewayError) -> [String] {
    if pattern.needsValues, !items.contains(where: { $0.value != nil }), !items.isEmpty {
      throw GatewayError(
        .unsupported, "expressions and references need values",
        hint: "give paths as objects with path and value, or a device", path: "/pattern")
    }
    return pattern.matches(among: items)
  }

  private static func known(_ params: Params, _ services: GatewayServices) async throws -> ParameterTree? {
    guard let selector = params.device else { return nil }
    let device = try await services.inventory.resolve(selector).id
    guard let tree = services.inventory.knownParameters(of: device) else {
      throw GatewayError(.unsupported, "nothing is known of the parameters of this device", path: "/device")
    }
    return tree
  }
}
