internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `parameter.describe`: what a model says of a parameter, an object or a table.
struct ParameterDescribe: Method {
  static let name: StaticString = "parameter.describe"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["path"] + ModelQuestion.members
    static let required: [StaticString] = ["path"]
    let path: String
    let question: ModelQuestion

    init(reading value: JSONValue) throws(JSONReadError) {
      var path: String?
      var question = ModelQuestion()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "path": path = try value.readString()
        default: try question.take(name, value)
        }
      }
      guard let path else { throw .missing("path") }
      self.path = path
      self.question = question
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { params.question.touch(services) }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let (scope, tree) = try await params.question.subject(context.services)
    let path: ParameterPath
    do throws(PathError) {
      // A template stands for its rows.
      path = try ParameterPath(strictOrTemplate: params.path)
    } catch {
      throw GatewayError(error, pointer: "/path")
    }
    let check = ParameterCheck(scope, device: tree)
    guard let match = check.match(of: path) else {
      let hint = check.verdict(on: path.text).issues.first?.suggestion.map { "did you mean \($0)?" }
      throw GatewayError(.notFound, "no model has this path", hint: hint, path: "/path")
    }
    match.writeMembers(to: &result)
  }
}
