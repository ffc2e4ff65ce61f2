internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// A filter of operations as it was written: its device may still have to be found.
struct OperationFilterParams: JSONReadable, Sendable {
  private static let members: [StaticString] = ["states", "operations", "device", "rollout", "since"]
  private var filter = OperationFilter()
  private var device: DeviceSelector?

  init() {}

  init(reading value: JSONValue) throws(JSONReadError) {
    try value.readMembers(OperationFilterParams.members) { (name, value) throws(JSONReadError) in
      switch name {
      case "states":
        filter.states = Set(try value.readElements { (state) throws(JSONReadError) in try state.readChoice() })
      case "operations":
        filter.kinds = Set(try value.readElements { (kind) throws(JSONReadError) in try kind.readChoice() })
      case "device": device = try DeviceSelector(reading: value)
      case "rollout": filter.rollout = ExactString(try value.readString())
      default: filter.since = try Timestamp(reading: value)
      }
    }
  }

  /// The same filter always has the same text, whatever the order in which it was written.
  func writeCanonical(to writer: inout JSONWriter) {
    writer.beginArray()
    writer.string(filter.states?.map(\.rawValue).sorted().joined(separator: ",") ?? "-")
    writer.string(filter.kinds?.map(\.rawValue).sorted().joined(separator: ",") ?? "-")
    if let device { device.write(to: &writer) } else { writer.null() }
    writer.stringOrNull(filter.rollout?.text)
    writer.timeOrNull(filter.since)
    writer.endArray()
  }

  /// The filter with its device found.
  func resolved(_ services: GatewayServices) async throws(GatewayError) -> OperationFilter {
    var resolved = filter
    if let device {
      if let known = services.inventory.knownID(of: device) {
        resolved.device = known
      } else if case .id(let id) = device {
        // Operations outlive their devices.
        resolved.device = id
      } else {
        resolved.device = try await services.inventory.resolve(device).id
      }
    }
    return resolved
  }
}

/// `operation.list`: a page of operations, in the order of their ids.
struct OperationList: Method {
  static let name: StaticString = "operation.list"
  static let traits: MethodTraits = [.heavy]

  struct Params: MethodParams {
    static let members: [StaticString] = ["filter", "limit", "cursor", "sort"]
    let filter: OperationFilterParams
    let query: OperationQuery
    let canonical: JSONText

    init(reading value: JSONValue) throws(JSONReadError) {
      var filter = OperationFilterParams()
      var query = OperationQuery()
      var cursor: String?
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "filter": filter = try OperationFilterParams(reading: value)
        case "limit": query.limit = try value.readInteger(in: 1...1000)
        case "cursor": cursor = try value.readString()
        default: query.isDescending = try Params.isDescending(value)
        }
      }
      canonical = JSONText { writer in
        writer.beginArray()
        writer.string(OperationList.name)
        filter.writeCanonical(to: &writer)
        writer.boolean(query.isDescending)
        writer.endArray()
      }
      if let cursor { query.after = try PageCursor.read(cursor, for: canonical).operationID }
      self.filter = filter
      self.query = query
    }

    private static func isDescending(_ value: JSONValue) throws(JSONReadError) -> Bool {
      let sort = try value.readString()
      guard sort == "id" || sort == "-id" else {
        throw JSONReadError("operations are sorted by id: expected id or -id, found another text")
      }
      return sort == "-id"
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .readAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let engine = context.services.operations
    var query = params.query
    query.filter = try await params.filter.resolved(context.services)
    let page = try await engine.journal.page(query)
    result.member("operations")
    result.beginArray()
    for operation in page.operations { (engine.current(operation.id) ?? operation).write(to: &result) }
    result.endArray()
    result.member("next_cursor")
    let last = page.hasMore ? page.operations.last : nil
    result.stringOrNull(last.map { PageCursor(after: SortKey($0.id)).encoded(for: params.canonical) })
  }
}

extension SortKey {
  fileprivate init(_ id: OperationID) {
    self.init(value: .text(ExactString(id.text)), id: 0)
  }

  fileprivate var operationID: OperationID? {
    guard case .text(let text) = value else { return nil }
    return OperationID(text.text)
  }
}
