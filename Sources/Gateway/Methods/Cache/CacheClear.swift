internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `cache.clear`: forgets devices, values, history and sync times.
///
/// It changes no device, so it is no matter of the audit and works where nothing may be changed.
struct CacheClear: Method {
  static let name: StaticString = "cache.clear"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["confirm"]
    let isConfirmed: Bool

    init(reading value: JSONValue) throws(JSONReadError) {
      var isConfirmed = false
      try value.readMembers(Params.members) { (_, value) throws(JSONReadError) in
        isConfirmed = try value.readBoolean()
      }
      self.isConfirmed = isConfirmed
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .writeAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    guard params.isConfirmed else {
      throw GatewayError(
        .confirmationRequired, "clearing the cache needs confirm: true", hint: "the history is lost with it",
        path: "/confirm")
    }
    try await context.services.requireCache().clear()
  }
}
