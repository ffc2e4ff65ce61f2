internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `parameter.validate`: what is wrong with paths, and with values for them, before any device sees them.
struct ParameterValidate: PromptMethod {
  static let name: StaticString = "parameter.validate"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["path", "operation", "value", "type", "values"] + ModelQuestion.members
    /// One, or what stands in `values`.
    let variables: [RequestedVariable]
    let isList: Bool
    let use: ParameterUse?
    let question: ModelQuestion

    init(reading value: JSONValue) throws(JSONReadError) {
      var path: String?
      var text: String?
      var type: ValueType?
      var values: [RequestedVariable]?
      var use: ParameterUse?
      var question = ModelQuestion()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "path": path = try value.readString()
        case "operation": use = try value.readChoice()
        case "value": text = try RequestedVariable.text(of: value)
        case "type": type = try RequestedVariable.type(of: value)
        case "values":
          values = try value.readElements { (element) throws(JSONReadError) in try RequestedVariable(reading: element) }
        default: try question.take(name, value)
        }
      }
      switch (path, values) {
      case (let path?, nil): variables = [RequestedVariable(path: path, value: text, type: type)]
      case (nil, let values?):
        guard text == nil, type == nil else { throw JSONReadError("value and type stand in each of values") }
        variables = values
      case (nil, nil): throw JSONReadError("expected path or values, found neither")
      case (.some, .some): throw JSONReadError("expected path or values, found both")
      }
      isList = values != nil
      self.use = use
      self.question = question
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { params.question.touch(services) }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let (scope, tree) = try await params.question.subject(context.services)
    write(params, ParameterCheck(scope, device: tree), context.services.models(), to: &result)
  }

  static func answerAtOnce(
    _ params: Params, _ services: GatewayServices, into result: inout JSONWriter
  ) throws -> Bool {
    guard params.question.device == nil else { return false }
    write(params, ParameterCheck(try params.question.scope(services)), services.models(), to: &result)
    return true
  }

  private static func write(
    _ params: Params, _ check: ParameterCheck, _ models: ModelCatalogue, to result: inout JSONWriter
  ) {
    guard params.isList else {
      let verdict = verdict(on: params.variables[0], params.use, check)
      write(verdict, to: &result)
      guard let match = verdict.match else { return }
      result.member("definition")
      models.writeDefinition(of: match, to: &result)
      return
    }
    let verdicts = params.variables.map { ($0, ParameterValidate.verdict(on: $0, params.use, check)) }
    result.member("valid")
    result.boolean(verdicts.allSatisfy { $0.1.isValid })
    result.member("results")
    result.beginArray()
    for (variable, verdict) in verdicts {
      result.beginObject()
      result.member("path")
      result.string(variable.path.text)
      write(verdict, to: &result)
      result.endObject()
    }
    result.endArray()
  }

  private static func verdict(
    on variable: RequestedVariable, _ use: ParameterUse?, _ check: ParameterCheck
  ) -> ParameterCheck.Verdict {
    check.verdict(on: variable.path.text, for: use, value: variable.value?.text, type: variable.type)
  }

  private static func write(_ verdict: ParameterCheck.Verdict, to result: inout JSONWriter) {
    result.member("valid")
    result.boolean(verdict.isValid)
    result.member("issues")
    result.beginArray()
    for issue in verdict.issues { issue.write(to: &result) }
    result.endArray()
  }
}
