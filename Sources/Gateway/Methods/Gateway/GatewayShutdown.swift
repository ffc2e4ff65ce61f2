internal import JSON
internal import JSONRPC

/// `gateway.shutdown`: what stands before it in the stream is served, what stands behind it is not read.
///
/// The session sees to that when it reads the message; the call itself only answers.
struct GatewayShutdown: Method {
  typealias Params = NoParams
  static let name: StaticString = "gateway.shutdown"
  static let traits: MethodTraits = []

  static func touch(_ params: NoParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: NoParams, in context: MethodContext, into result: inout JSONWriter) async throws {}
}
