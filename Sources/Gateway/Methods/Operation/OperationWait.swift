internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `operation.wait`: answers when operations have come as far as the caller wants.
struct OperationWait: Method {
  static let name: StaticString = "operation.wait"
  static let traits: MethodTraits = []

  enum Until: String, CaseIterable {
    case ended
    /// Met by any end too.
    case accepted
  }

  enum Mode: String, CaseIterable {
    case all
    case any
  }

  struct Params: MethodParams {
    static let members: [StaticString] = ["ids", "until", "mode", "timeout_s"]
    static let required: [StaticString] = ["ids"]
    let ids: [OperationID]
    let until: Until
    let mode: Mode
    let timeout: Double?

    init(reading value: JSONValue) throws(JSONReadError) {
      var ids: [OperationID]?
      var until = Until.ended
      var mode = Mode.all
      var timeout: Double?
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "ids": ids = try value.readElements { (id) throws(JSONReadError) in OperationID(try id.readString()) }
        case "until": until = try value.readChoice()
        case "mode": mode = try value.readChoice()
        default: timeout = try value.readNumber(in: 0...1e9)
        }
      }
      guard let ids else { throw .missing("ids") }
      guard !ids.isEmpty else { throw JSONReadError("expected at least one id, found none", steps: ["ids"]) }
      self.ids = ids
      self.until = until
      self.mode = mode
      self.timeout = timeout
    }

    /// Whether live operations among the ids have come far enough; those that are not live have ended.
    func isMet(_ live: [Operation]) -> Bool {
      let distinct = Set(ids).count
      let waiting = Set(live.filter { until == .ended || $0.state != .accepted }.map(\.id)).count
      return mode == .all ? waiting == 0 : waiting < distinct
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    .readSeveral(params.ids.compactMap { services.operations.device(of: $0) })
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let engine = context.services.operations
    for (index, id) in params.ids.enumerated() {
      do throws(GatewayError) {
        _ = try await engine.operation(id)
      } catch {
        var error = error
        error.path = "/ids/\(index)"
        throw error
      }
    }
    try await context.wait(for: params.ids, seconds: params.timeout) { params.isMet($0) }
    result.member("operations")
    result.beginArray()
    for id in params.ids { try await engine.operation(id).write(to: &result) }
    result.endArray()
    result.member("done")
    result.boolean(params.isMet(params.ids.compactMap { engine.current($0) }))
  }
}
