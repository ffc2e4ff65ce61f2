internal import EventLoop
internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `gateway.info`: what this process is, and what bounds it.
struct GatewayInfo: Method {
  typealias Params = NoParams
  static let name: StaticString = "gateway.info"
  static let traits: MethodTraits = []

  static func touch(_ params: NoParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: NoParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    let services = context.services
    result.member("name")
    result.string("cpegate")
    result.member("version")
    result.string(services.options.version)
    result.member("protocol")
    result.integer(1)
    result.member("backend")
    result.beginObject()
    result.member("kind")
    result.string(services.inventory.kind)
    if let upstream = services.options.upstream {
      result.member("url")
      result.string(upstream.url)
    }
    result.member("capabilities")
    services.inventory.capabilities.write(to: &result)
    result.endObject()
    result.member("transports")
    result.beginArray()
    for transport in services.options.upstream?.transports() ?? [] { transport.write(to: &result) }
    result.endArray()
    result.member("limits")
    result.beginObject()
    for (name, value) in services.options.limits {
      result.member(name)
      if let value { result.number(value) } else { result.null() }
    }
    result.endObject()
    result.member("uptime_s")
    let loop = context.call.session.loop
    result.number(loop.time.now().seconds(since: context.call.session.startedAt))
    result.member("read_only")
    result.boolean(services.options.isReadOnly)
    result.member("durable")
    result.boolean(services.operations.journal.isDurable)
    result.member("audit_head")
    result.string(services.audit.head)
  }
}
