internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `cache.status`: what the cache holds, and since when.
struct CacheStatusGet: Method {
  typealias Params = NoParams
  static let name: StaticString = "cache.status"
  static let traits: MethodTraits = []

  /// It tells what a clear before it has left.
  static func touch(_ params: NoParams, _ services: GatewayServices) -> Touch { .readAll }

  static func run(_ params: NoParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    let status = try await context.services.requireCache().status()
    result.member("devices")
    result.integer(status.devices)
    result.member("last_full_sync")
    result.timeOrNull(status.lastFullSync)
    result.member("last_incremental_sync")
    result.timeOrNull(status.lastIncrementalSync)
    result.member("bytes")
    result.integer(status.bytes)
    result.member("stale")
    result.boolean(status.isStale)
  }
}
