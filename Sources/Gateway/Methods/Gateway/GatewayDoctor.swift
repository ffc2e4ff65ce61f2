internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import MockBackend
internal import Simulator

/// `gateway.doctor`: is everything there that the gateway needs? What does not apply is well.
struct GatewayDoctor: Method {
  typealias Params = NoParams
  static let name: StaticString = "gateway.doctor"
  static let traits: MethodTraits = []

  static func touch(_ params: NoParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: NoParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    let kind = context.services.inventory.kind
    let clock = context.services.mock.map { "the \($0.simulation.clock.mode.rawValue) clock of the mock" }
    result.member("checks")
    result.beginArray()
    for (name, detail) in [
      ("token" as StaticString, "the \(kind) backend needs none"),
      ("upstream", "the \(kind) backend has none"),
      ("certificate", "the \(kind) backend makes no connection"),
      ("state_directory", "none: operations live in memory, as long as the process"),
      ("modules", "no transport module is needed"),
      ("clock", clock ?? "the machine's"),
    ] {
      result.beginObject()
      result.member("name")
      result.string(name)
      result.member("ok")
      result.boolean(true)
      result.member("detail")
      result.string(detail)
      result.endObject()
    }
    result.endArray()
  }
}
