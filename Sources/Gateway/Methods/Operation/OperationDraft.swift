internal import GatewayCore
internal import JSON
internal import OperationEngine

/// An operation as it will be submitted: its device found, its variables with their types.
struct OperationDraft {
  private(set) var submission: Submission
  /// What the device reported, where somebody had to look.
  private let reported: ParameterTree?

  init(_ params: OperationSubmitParams, _ services: GatewayServices) async throws {
    var body = Submission.Body(device: 0, kinds: params.kinds)
    body.variables = params.variables
    body.image = params.image
    body.notBefore = params.notBefore
    body.expiresIn = params.expiresIn
    body.maxAttempts = params.maxAttempts
    body.isStrictlyOrdered = params.isStrictlyOrdered
    try await self.init(params.device, body, services)
    submission.idempotencyKey = params.idempotencyKey
  }

  /// - Parameter body: with any number for the device, which is put in.
  init(_ selector: DeviceSelector, _ body: Submission.Body, _ services: GatewayServices) async throws {
    let device = try await services.inventory.get(selector, ReadPolicy()).device
    var body = body
    body.device = device.id
    let reported = body.kinds.isHeadless ? services.inventory.knownParameters(of: device.id) : nil
    let target = Operation.Target(
      id: device.id, name: device[.name]?.string, serialNumber: device[.serialNumber]?.string)
    let variables = body.variables.map { OperationDraft.typed($0, reported) }
    submission = Submission(body, target: target, variables: variables)
    self.reported = reported
  }

  /// Not listed, as the caller waits for it.
  var isEphemeral: Bool {
    get { submission.isEphemeral }
    set { submission.isEphemeral = newValue }
  }

  /// - Parameter pointer: where the variables stand in the params.
  /// - Throws: `invalid_path` for a path that breaks the grammar and was not reported by the device.
  func requirePaths(at pointer: String) throws(GatewayError) {
    for (index, variable) in submission.variables.enumerated() where !(reported?.reports(variable.path) ?? false) {
      do throws(PathError) {
        _ = try ParameterPath(strict: variable.path)
      } catch {
        throw GatewayError(error, pointer: "\(pointer)/\(index)/path")
      }
    }
  }

  /// Left out, a type is what the device reported, else what the JSON value is.
  private static func typed(_ variable: RequestedVariable, _ reported: ParameterTree?) -> Variable {
    let node = reported?[variable.path]
    let known = node.flatMap { $0.isObject ? nil : $0.type }
    return Variable(
      path: variable.path.text, value: variable.value?.text, type: variable.type ?? known ?? variable.suggestedType)
  }

  /// Holds the variables against what is known before anything is sent.
  ///
  /// - Returns: what is told beside the operation.
  /// - Throws: in strict mode, `invalid_params` with a fault for each variable that is wrong.
  func check(_ mode: VariableCheck.Mode) throws(GatewayError) -> VariableCheck.Issues {
    guard mode != .off, submission.body.kinds.isHeadless else { return VariableCheck.Issues() }
    let issues = VariableCheck.issues(of: submission.variables, submission.body.kinds.kinds[0], reported)
    guard mode == .strict, !issues.all.isEmpty else { return issues }
    var error = GatewayError(
      .invalidParams, "\(issues.all.count) of \(submission.variables.count) variables are wrong", path: "/variables")
    error.faults = issues.all.map { ParameterFault(path: $0.path, fault: .invalidParameterName) }
    throw error
  }
}
