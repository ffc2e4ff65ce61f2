internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `parameter.set`: sets values on a device, all or none, which is a `set` operation that the caller waits for.
struct ParameterSet: Method {
  static let name: StaticString = "parameter.set"
  static let traits: MethodTraits = [.audited, .changesDevices, .reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["device", "values", "wait_s", "check", "confirm"]
    static let required: [StaticString] = ["device", "values"]
    let device: DeviceSelector
    let values: [RequestedVariable]
    /// Seconds of real time.
    let wait: Double
    let check: VariableCheck.Mode
    let isConfirmed: Bool

    init(reading value: JSONValue) throws(JSONReadError) {
      var device: DeviceSelector?
      var values: [RequestedVariable]?
      var wait = 30.0
      var check = VariableCheck.Mode.warn
      var isConfirmed = false
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "device": device = try DeviceSelector(reading: value)
        case "values": values = try Params.values(value)
        case "wait_s": wait = try value.readNumber(in: 0...1e9)
        case "check": check = try value.readChoice()
        default: isConfirmed = try value.readBoolean()
        }
      }
      guard let device else { throw .missing("device") }
      guard let values else { throw .missing("values") }
      self.device = device
      self.values = values
      self.wait = wait
      self.check = check
      self.isConfirmed = isConfirmed
    }

    private static func values(_ value: JSONValue) throws(JSONReadError) -> [RequestedVariable] {
      let values = try value.readElements { (element) throws(JSONReadError) in
        let variable = try RequestedVariable(reading: element)
        guard variable.value != nil else { throw .missing("value") }
        return variable
      }
      guard !values.isEmpty else { throw JSONReadError("expected at least one value, found none") }
      return values
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    services.writes(params.device)
  }

  static func device(_ params: Params, _ services: GatewayServices) -> Int? {
    services.inventory.knownID(of: params.device)
  }

  static func check(_ params: Params, _ services: GatewayServices) async throws {
    guard services.inventory.knownID(of: params.device) != nil else { return }
    _ = try await checkedDraft(params, services)
  }

  private static func checkedDraft(
    _ params: Params, _ services: GatewayServices
  ) async throws -> (draft: OperationDraft, warnings: VariableCheck) {
    let device = try await services.inventory.resolve(params.device)
    var body = Submission.Body(device: device.id, kinds: OperationKinds(.set))
    body.variables = params.values
    let draft = try await OperationDraft(.id(device.id), body, services)
    try draft.requirePaths(at: "/values")
    return (draft, try draft.check(params.check, at: "/values", isConfirmed: params.isConfirmed))
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let services = context.services
    try context.call.reserveWaitingPlace()
    let (draft, warnings) = try await checkedDraft(params, services)
    let submitted = try await services.operations.submit(draft.submission)
    let id = submitted.operation.id
    context.call.storedOperation = id.text
    try await context.wait(for: [id], seconds: params.wait) { $0.isEmpty }
    result.member("operation")
    try await services.operations.operation(id).write(to: &result)
    result.member("warnings")
    warnings.write(to: &result)
  }
}
