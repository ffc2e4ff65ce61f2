internal import JSON
internal import JSONRPC

/// `rpc.discover`: the OpenRPC document, as it was compiled in.
struct RPCDiscover: Method {
  typealias Params = NoParams
  static let name: StaticString = "rpc.discover"
  static let traits: MethodTraits = []

  static func touch(_ params: NoParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: NoParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    // The file is laid out for people; a message is one line.
    let document = try JSONDocument(parsing: context.services.options.document().bytes.span)
    document.read { root in
      var members = root.members
      while let member = members.next() {
        result.member(named: member.name.string)
        result.copy(member.value)
      }
    }
  }
}
