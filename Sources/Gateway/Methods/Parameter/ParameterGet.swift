internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `parameter.get`: reads values from a device, which is a `get` operation that the caller waits for.
struct ParameterGet: Method {
  static let name: StaticString = "parameter.get"
  static let traits: MethodTraits = [.reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["device", "paths", "wait_s"] + ReadPolicy.members
    static let required: [StaticString] = ["device", "paths"]
    let device: DeviceSelector
    let paths: [String]
    /// Seconds of real time.
    let wait: Double
    let policy: ReadPolicy

    init(reading value: JSONValue) throws(JSONReadError) {
      var device: DeviceSelector?
      var paths: [String]?
      var wait = 30.0
      var policy = ReadPolicy()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "device": device = try DeviceSelector(reading: value)
        case "paths": paths = try value.readElements { (path) throws(JSONReadError) in try path.readString() }
        case "wait_s": wait = try value.readNumber(in: 0...1e9)
        default: try policy.take(name, value)
        }
      }
      guard let device else { throw .missing("device") }
      guard let paths else { throw .missing("paths") }
      guard !paths.isEmpty else { throw JSONReadError("expected at least one path, found none", steps: ["paths"]) }
      self.device = device
      self.paths = paths
      self.wait = wait
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
    let services = context.services
    let device = try await services.inventory.resolve(params.device)
    let paths = try ParameterExpansion(services.inventory, device.id).sent(params.paths)
    guard !paths.isEmpty else { return write(nil, services, to: &result) }
    let kept = KeptValues(services, device.id, paths)
    if let maxAge = params.policy.maxAge, let found = try await kept.found(youngerThan: maxAge) {
      return kept.write(found, isStale: false, to: &result)
    }
    try context.call.reserveWaitingPlace()
    let id: OperationID
    do throws(GatewayError) {
      id = try await submit(paths, device.id, services)
    } catch {
      guard params.policy.servesStale, error.kind.leavesOldValues, let found = try await kept.found(youngerThan: nil)
      else { throw error }
      return kept.write(found, isStale: true, to: &result)
    }
    context.call.storedOperation = id.text
    try await context.wait(for: [id], seconds: params.wait) { $0.isEmpty }
    write(try await services.operations.operation(id), services, to: &result)
  }

  private static func submit(
    _ paths: [String], _ device: Int, _ services: GatewayServices
  ) async throws(GatewayError) -> OperationID {
    var body = Submission.Body(device: device, kinds: OperationKinds(.get))
    body.variables = paths.map { RequestedVariable(path: $0) }
    var draft = try await OperationDraft(.id(device), body, services)
    draft.isEphemeral = true
    return try await services.operations.submit(draft.submission).operation.id
  }

  private static func write(_ operation: Operation?, _ services: GatewayServices, to result: inout JSONWriter) {
    result.member("values")
    result.beginArray()
    for entry in operation?.result?.variables ?? [] { entry.variable.write(to: &result) }
    result.endArray()
    result.member("freshness")
    Freshness(freshFrom: services.inventory.kind, at: services.clock.now).write(to: &result)
    result.member("operation")
    if let operation { operation.write(to: &result) } else { result.null() }
  }
}
