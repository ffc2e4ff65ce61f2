internal import JSON
internal import JSONRPC

/// `gateway.ping`: says that it is there.
struct GatewayPing: PromptMethod {
  typealias Params = NoParams
  static let name: StaticString = "gateway.ping"
  static let traits: MethodTraits = []

  static func touch(_ params: NoParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: NoParams, in context: MethodContext, into result: inout JSONWriter) async throws {}

  static func answerAtOnce(
    _ params: NoParams, _ services: GatewayServices, into result: inout JSONWriter
  ) throws -> Bool {
    true
  }
}
