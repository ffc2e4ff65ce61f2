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

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    try requireConfirmation(params)
    if params.wait > 0, !params.isDryRun { try context.call.reserveWaitingPlace() }
    let services = context.services
    let draft = try await OperationDraft(params, services)
    let warnings = try draft.check(
      params.check, at: "/variables", isConfirmed: params.isConfirmed || params.isDryRun)
    let submitted: (operation: Operation, isNew: Bool)
    if params.isDryRun {
      submitted = (services.operations.preview(draft.submission), false)
    } else {
      let stored = try await services.operations.submit(draft.submission)
      submitted = (stored.operation, stored.isNew)
      context.call.storedOperation = stored.operation.id.text
      try await context.wait(for: [stored.operation.id], seconds: params.wait) { $0.isEmpty }
    }
    let operation =
      params.isDryRun
      ? submitted.operation : try await services.operations.operation(submitted.operation.id)
    result.member("operation")
    operation.write(to: &result)
    result.member("created")
    result.boolean(submitted.isNew)
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
