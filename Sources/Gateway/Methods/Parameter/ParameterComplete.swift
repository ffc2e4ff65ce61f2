internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `parameter.complete`: what can stand next in a path that is being typed.
struct ParameterComplete: Method {
  static let name: StaticString = "parameter.complete"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["prefix", "limit"] + ModelQuestion.members
    static let required: [StaticString] = ["prefix"]
    let prefix: String
    let limit: Int
    let question: ModelQuestion

    init(reading value: JSONValue) throws(JSONReadError) {
      var prefix: String?
      var limit = 100
      var question = ModelQuestion()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "prefix": prefix = try value.readString()
        case "limit": limit = try value.readInteger(in: 1...1000)
        default: try question.take(name, value)
        }
      }
      guard let prefix else { throw .missing("prefix") }
      self.prefix = prefix
      self.limit = limit
      self.question = question
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { params.question.touch(services) }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let (scope, tree) = try await params.question.subject(context.services)
    let items = ParameterCompletion(scope, device: tree).items(params.prefix)
    result.member("items")
    result.beginArray()
    for item in items.prefix(params.limit) {
      result.beginObject()
      result.member("path")
      result.string(item.path)
      result.member("kind")
      result.string(item.kind.name)
      if let isWritable = item.isWritable {
        result.member("access")
        result.string(isWritable ? "readWrite" : "readOnly")
      }
      if let type = item.type {
        result.member("type")
        result.string(type.rawValue)
      }
      result.endObject()
    }
    result.endArray()
    result.member("more")
    result.boolean(items.count > params.limit)
  }
}
