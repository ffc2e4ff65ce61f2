internal import GatewayCore
internal import JSON
package import JSONRPC
internal import Synchronization

/// One line of the method table.
package final class MethodEntry: Sendable {
  package let name: StaticString
  package let traits: MethodTraits
  package let members: [StaticString]
  package let required: [StaticString]
  let prepare: @Sendable (JSONValue?, MethodEntry, GatewayServices) -> any CallBody
  let readsParams: @Sendable (JSONValue?) -> Bool
  private let statistics = Mutex(CallStatistics())

  init<M: Method>(_ method: M.Type) {
    name = M.name
    traits = M.traits
    members = M.Params.members
    required = M.Params.required
    prepare = { params, entry, services in MethodEntry.body(of: M.self, params, entry, services) }
    readsParams = { params in (try? MethodEntry.read(M.Params.self, params)) != nil }
  }

  private static func body<M: Method>(
    of method: M.Type, _ params: JSONValue?, _ entry: MethodEntry, _ services: GatewayServices
  ) -> any CallBody {
    do throws(JSONReadError) {
      let read = try read(M.Params.self, params)
      let audited = M.traits.contains(.audited) && M.isAudited(read) ? Redaction.text(of: params) : nil
      return MethodBody<M>(params: read, entry: entry, services: services, audited: audited)
    } catch {
      return RefusedBody(error: .invalidParams(error), entry: entry, services: services)
    }
  }

  private static func read<Params: MethodParams>(
    _: Params.Type, _ params: JSONValue?
  ) throws(JSONReadError) -> Params {
    guard let params else { return try readNothing() }
    guard params.kind == .object else {
      throw JSONReadError("expected params that are an object, found \(params.kind.described)")
    }
    return try Params(reading: params)
  }

  /// Absent params are an empty object.
  private static func readNothing<Params: MethodParams>() throws(JSONReadError) -> Params {
    let empty: JSONDocument
    do throws(JSONParseError) {
      empty = try JSONDocument(parsing: Array("{}".utf8).span)
    } catch {
      throw JSONReadError(error.reason)
    }
    return try empty.read { (root) throws(JSONReadError) in try Params(reading: root) }
  }

  func record(nanoseconds: Int, failed: Bool) {
    statistics.withLock { $0.record(nanoseconds: nanoseconds, failed: failed) }
  }

  package var calls: CallStatistics { statistics.withLock { $0 } }
}

/// The methods there are.
///
/// Adding one is its own file and a line in ``gateway``.
package struct MethodTable: Sendable {
  private var entries: [String: MethodEntry] = [:]
  /// In the order in which they were added.
  package private(set) var all: [MethodEntry] = []

  package init() {}

  package mutating func add<M: Method>(_ method: M.Type) {
    let name = "\(M.name)"
    precondition(entries[name] == nil, "two methods named \(name)")
    let entry = MethodEntry(method)
    entries[name] = entry
    all.append(entry)
  }

  func entry(_ name: JSONName) -> MethodEntry? {
    entries[name.string]
  }

  package func entry(named name: String) -> MethodEntry? {
    entries[name]
  }

  package var names: [String] { all.map { "\($0.name)" } }
}

extension Method {
  /// Whether a call that passed its checks would change a device: not where it only asks what would happen.
  static func changesSomething(_ params: Params) -> Bool {
    (params as? any SometimesHarmless)?.isHarmless != true
  }

  static func isAudited(_ params: Params) -> Bool {
    (params as? any SometimesHarmless)?.isRehearsal != true
  }
}

/// Params that say by themselves whether a call changes anything.
protocol SometimesHarmless {
  /// Allowed where nothing may be changed.
  var isHarmless: Bool { get }
  /// Nothing is done: it is only asked what would be.
  var isRehearsal: Bool { get }
}
