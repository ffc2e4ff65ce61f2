internal import GatewayCore
internal import JSON
internal import OperationEngine

/// An operation as it will be submitted: its device found, its variables with their types.
struct OperationDraft {
  private(set) var submission: Submission
  /// What the device reported, where somebody had to look.
  private let reported: ParameterTree?
  private let models: ModelScope

  init(_ params: OperationSubmitParams, _ services: GatewayServices) async throws {
    try await self.init(params.device, params.body(device: 0), services)
    submission.selector = params.device
    submission.idempotencyKey = params.idempotencyKey
  }

  /// - Parameter body: with any number for the device, which is put in.
  init(_ selector: DeviceSelector, _ body: Submission.Body, _ services: GatewayServices) async throws(GatewayError) {
    let device = try await services.inventory.resolve(selector)
    if body.kinds.isReading { try await services.operations.requireHeadlessResults(of: device.id) }
    var body = body
    body.device = device.id
    let reported = body.kinds.isHeadless ? services.inventory.knownParameters(of: device.id) : nil
    let target = Operation.Target(
      id: device.id, name: device.record?[.name]?.string, serialNumber: device.record?[.serialNumber]?.string)
    models = try await services.modelScope(of: device)
    let quirks = DeviceQuirks(reported)
    let variables = body.variables.map { [models] variable in
      OperationDraft.typed(variable, reported, models, quirks)
    }
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

  /// Left out, a type is what the device reported, else what the data model says, else what the JSON value is.
  private static func typed(
    _ variable: RequestedVariable, _ reported: ParameterTree?, _ models: ModelScope, _ quirks: DeviceQuirks
  ) -> Variable {
    let path = variable.path.text
    let type =
      variable.type ?? reported?[reported: path]?.type ?? models.type(of: path) ?? variable.suggestedType
    var value = variable.value?.text
    if variable.type == nil, let text = value, let template = ParameterPath(lenient: path)?.template.text {
      value = quirks.spelled(text, at: template)
    }
    return Variable(path: path, value: value, type: type)
  }

  /// Holds the variables against the data models and the device before anything is sent.
  ///
  /// - Parameter pointer: where the variables stand in the params.
  /// - Returns: what is told beside the operation.
  /// - Throws: in strict mode, for what is wrong and for what needs a confirmation that is not there.
  func check(_ mode: VariableCheck.Mode, at pointer: String, isConfirmed: Bool) throws(GatewayError) -> VariableCheck {
    guard mode != .off, let use = ParameterUse(submission.body.kinds.kinds[0]) else { return VariableCheck() }
    let check = VariableCheck(submission.body.variables, use, ParameterCheck(models, device: reported))
    if mode == .strict { try check.refuse(at: pointer, isConfirmed: isConfirmed) }
    return check
  }
}
