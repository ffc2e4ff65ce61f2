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
    let services = context.services
    let examination: UpstreamExamination
    if let upstream = services.options.upstream {
      examination = await upstream.examine()
    } else {
      examination = withoutUpstream(services)
    }
    result.member("checks")
    result.beginArray()
    for (name, finding) in [
      ("token" as StaticString, examination.token), ("upstream", examination.upstream),
      ("certificate", examination.certificate),
      ("state_directory", services.options.stateDirectory()), ("modules", modules(services)),
      ("clock", examination.clock),
    ] {
      result.beginObject()
      result.member("name")
      result.string(name)
      result.member("ok")
      result.boolean(finding.isWell)
      result.member("detail")
      result.string(finding.detail)
      result.endObject()
    }
    result.endArray()
  }

  private static func withoutUpstream(_ services: GatewayServices) -> UpstreamExamination {
    let kind = services.mock?.kind ?? services.inventory.kind
    let clock = (services.clock as? MockClock).map { "the \($0.mode.rawValue) clock of the mock" }
    return UpstreamExamination(
      token: .well("the \(kind) backend needs none"), upstream: .well("the \(kind) backend has none"),
      certificate: .well("the \(kind) backend makes no connection"), clock: .well(clock ?? "the machine's"))
  }

  /// By now those that are needed have been loaded, or refused.
  private static func modules(_ services: GatewayServices) -> UpstreamExamination.Finding {
    guard let upstream = services.options.upstream, !upstream.isOffline else {
      return .well("no transport module is needed")
    }
    let all = upstream.transports()
    let refused = all.compactMap(\.refusal)
    guard refused.isEmpty else { return .bad(refused.joined(separator: "; ")) }
    let loaded = all.filter(\.isLoaded)
    guard !loaded.isEmpty else { return .bad("no transport module could be loaded: cpegate transports tells more") }
    return .well(
      loaded.map { "\($0.scheme): \($0.module) \($0.version ?? "")" }.joined(separator: ", "))
  }
}
