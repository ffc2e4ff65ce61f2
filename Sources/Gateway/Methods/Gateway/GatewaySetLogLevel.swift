internal import JSON
internal import JSONRPC

/// `gateway.set_log_level`: how much is written to standard error.
struct GatewaySetLogLevel: Method {
  static let name: StaticString = "gateway.set_log_level"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["level"]
    static let required: [StaticString] = ["level"]
    let level: LogLevel

    init(reading value: JSONValue) throws(JSONReadError) {
      var level: LogLevel?
      try value.readMembers(Params.members) { (_, value) throws(JSONReadError) in level = try value.readChoice() }
      guard let level else { throw .missing("level") }
      self.level = level
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    context.services.options.setLogLevel(params.level)
  }
}
