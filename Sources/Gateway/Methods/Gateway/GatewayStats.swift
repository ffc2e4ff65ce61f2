internal import CLinux
internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `gateway.stats`: what was asked, how long it took, and what is going on.
struct GatewayStats: Method {
  typealias Params = NoParams
  static let name: StaticString = "gateway.stats"
  static let traits: MethodTraits = []

  static func touch(_ params: NoParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: NoParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    let session = context.call.session
    result.member("requests")
    result.beginObject()
    for entry in context.services.table.all {
      let calls = entry.statistics
      guard calls.count > 0 else { continue }
      result.member(entry.name)
      result.beginObject()
      result.member("count")
      result.integer(calls.count)
      result.member("errors")
      result.integer(calls.errors)
      for (name, share) in [("p50_s" as StaticString, 0.5), ("p95_s", 0.95), ("p99_s", 0.99)] {
        result.member(name)
        result.number(calls.percentile(share))
      }
      result.member("max_s")
      result.number(Double(calls.longestNanoseconds) / 1e9)
      result.endObject()
    }
    result.endObject()
    result.member("in_flight")
    // This call is one of them.
    result.integer(session.callsInWork)
    result.member("queued")
    result.integer(session.callsQueued)
    result.member("dropped_log_lines")
    result.integer(context.services.options.droppedLogLines())
    result.member("resident_bytes")
    result.integer(ResidentMemory.bytes)
    result.member("operations")
    result.beginObject()
    for (state, count) in try await context.services.operations.journal.counts().sorted(by: {
      $0.key.rawValue < $1.key.rawValue
    }) {
      result.member(named: state.rawValue)
      result.integer(count)
    }
    result.endObject()
  }
}

/// Memory of this process that is in RAM.
enum ResidentMemory {
  /// 0 where the system does not tell.
  static var bytes: Int {
    let file = FileReader.contents(ofSystemFile: "/proc/self/statm")
    let pages = file.split(separator: UInt8(ascii: " ")).dropFirst().first.flatMap {
      Int(String(decoding: $0, as: UTF8.self))
    }
    return (pages ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
