internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `operation.submit`: stores an operation, which is sent as soon as its device is free.
struct OperationSubmit: Method {
  typealias Params = OperationSubmitParams
  static let name: StaticString = "operation.submit"
  static let traits: MethodTraits = [.audited, .changesDevices, .reachesDevices]

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    services.writes(params.device)
  }

  static func device(_ params: Params, _ services: GatewayServices) -> Int? {
    services.inventory.knownID(of: params.device)
  }

  static func check(_ params: Params, _ services: GatewayServices) async throws {
    try requireConfirmation(params)
    guard services.inventory.knownID(of: params.device) != nil else { return }
    _ = try await OperationDraft(params, services).check(
      params.check, at: "/variables", isConfirmed: params.isConfirmed)
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    try requireConfirmation(params)
    if params.wait > 0, !params.isDryRun { try context.call.reserveWaitingPlace() }
    let services = context.services
    if let known = try await claimed(params, services) {
      context.call.storedOperation = known.id.text
      try await context.wait(for: [known.id], seconds: params.wait) { $0.isEmpty }
      return try await write(known.id, isNew: false, VariableCheck(), services, to: &result)
    }
    let draft = try await OperationDraft(params, services)
    let warnings = try draft.check(
      params.check, at: "/variables", isConfirmed: params.isConfirmed || params.isDryRun)
    guard !params.isDryRun else {
      return write(services.operations.preview(draft.submission), isNew: false, warnings, services, to: &result)
    }
    let stored = try await services.operations.submit(draft.submission)
    context.call.storedOperation = stored.operation.id.text
    try await context.wait(for: [stored.operation.id], seconds: params.wait) { $0.isEmpty }
    try await write(stored.operation.id, isNew: stored.isNew, warnings, services, to: &result)
  }

  /// What the key was used for: asked before the device is looked for, which may be gone or have another name by now.
  private static func claimed(_ params: Params, _ services: GatewayServices) async throws -> Operation? {
    guard let key = params.idempotencyKey, !params.isDryRun,
      let claim = try await services.operations.journal.claim(of: key)
    else { return nil }
    let device: Int? =
      if params.device == claim.selector {
        claim.body.device
      } else if case .id(let id) = params.device {
        id
      } else {
        services.inventory.knownID(of: params.device)
      }
    return try await services.operations.claimed(by: key, params.body(device: device ?? -1))
  }

  private static func write(
    _ id: OperationID, isNew: Bool, _ warnings: VariableCheck, _ services: GatewayServices, to result: inout JSONWriter
  ) async throws {
    write(try await services.operations.operation(id), isNew: isNew, warnings, services, to: &result)
  }

  private static func write(
    _ operation: Operation, isNew: Bool, _ warnings: VariableCheck, _ services: GatewayServices,
    to result: inout JSONWriter
  ) {
    result.member("operation")
    operation.write(to: &result)
    result.member("created")
    result.boolean(isNew)
    result.member("durable")
    result.boolean(services.operations.journal.isDurable)
    result.member("warnings")
    warnings.write(to: &result)
  }

  private static func requireConfirmation(_ params: Params) throws(GatewayError) {
    guard !params.hasPlan else {
      throw GatewayError(
        .unsupported, "this version makes no plans", hint: "give the variables themselves", path: "/plan")
    }
    guard params.kinds.needsConfirmation, !params.isConfirmed, !params.isDryRun else { return }
    throw GatewayError(
      .confirmationRequired,
      "a factory reset loses the settings of the device, and perhaps the device: it needs confirm: true",
      hint: "dry_run: true shows what would be done", path: "/confirm")
  }
}
