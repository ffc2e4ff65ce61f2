internal import GatewayCore
internal import JSON

/// What the check of an operation's variables against the data models found, before anything is sent.
struct VariableCheck {
  enum Mode: String, CaseIterable, Sendable {
    /// Refuses what is wrong.
    case strict
    /// Tells what is wrong, and goes on.
    case warn
    case off
  }

  private(set) var issues: [(path: String, issue: ModelIssue)] = []
  private let count: Int

  /// Nothing to check.
  init() {
    count = 0
  }

  /// - Parameter variables: with the types that the caller gave, not those that were filled in.
  init(_ variables: [RequestedVariable], _ use: ParameterUse, _ check: ParameterCheck) {
    count = variables.count
    for variable in variables {
      let path = variable.path.text
      let verdict = check.verdict(on: path, for: use, value: variable.value?.text, type: variable.type)
      issues += verdict.issues.map { (path, $0) }
    }
  }

  /// - Parameter pointer: where the variables stand in the params.
  /// - Throws: `invalid_params` with a fault for each variable that is wrong, else `confirmation_required` for what can
  ///   cut the management path.
  func refuse(at pointer: String, isConfirmed: Bool) throws(GatewayError) {
    var wrong: [String: ModelIssue] = [:]
    var order: [String] = []
    for (path, issue) in issues where issue.severity == .error && wrong[path] == nil {
      wrong[path] = issue
      order.append(path)
    }
    if let first = order.first.flatMap({ wrong[$0] }) {
      var error = GatewayError(
        .invalidParams, "\(order.count) of \(count) variables are wrong; the first: \(first.message)",
        hint: "parameter.validate tells what is wrong with each; check: warn sends them all the same", path: pointer)
      error.faults = order.map { ParameterFault(path: $0, fault: wrong[$0]?.fault ?? .invalidArguments) }
      throw error
    }
    if !isConfirmed, let risk = issues.first(where: { $0.issue.code == .risk }) {
      throw GatewayError(
        .confirmationRequired, "\(risk.path): \(risk.issue.message)", hint: "add confirm: true if this is meant",
        path: "/confirm")
    }
  }

  func write(to writer: inout JSONWriter) {
    writer.beginArray()
    for (path, issue) in issues { issue.write(to: &writer, path: path) }
    writer.endArray()
  }
}
