internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `cache.sync`: reads from upstream what may have changed.
///
/// It changes no device, so it is no matter of the audit and works where nothing may be changed.
struct CacheSync: Method {
  static let name: StaticString = "cache.sync"
  static let traits: MethodTraits = [.reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["mode", "progress_token"]
    static let required: [StaticString] = ["mode"]
    let mode: SyncMode
    let progress: ProgressToken?

    init(reading value: JSONValue) throws(JSONReadError) {
      var mode: SyncMode?
      var progress: ProgressToken?
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "mode": mode = try value.readChoice()
        default: progress = try ProgressToken(reading: value)
        }
      }
      guard let mode else { throw .missing("mode") }
      self.mode = mode
      self.progress = progress
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .readAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let cache = try context.services.requireCache()
    let report = SharedProgressReport(ProgressReport(params.progress, context.call, total: nil))
    // A sync may take minutes, and the cache takes writes meanwhile: none has to wait for its end.
    context.effectIsDone()
    let outcome = try await context.awaiting { () async throws(GatewayError) in
      try await cache.sync(params.mode) { report.tell($0.done, of: $0.total, "syncing") }
    }
    report.end(outcome.fetched, "synced")
    result.member("fetched")
    result.integer(outcome.fetched)
    result.member("created")
    result.integer(outcome.created)
    result.member("updated")
    result.integer(outcome.updated)
    result.member("deleted")
    result.integer(outcome.deleted)
    result.member("duration_s")
    result.number(outcome.duration)
  }
}
