internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `operation.states`: the state machine as data.
struct OperationStates: Method {
  typealias Params = NoParams
  static let name: StaticString = "operation.states"
  static let traits: MethodTraits = []

  static func touch(_ params: NoParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: NoParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    result.member("states")
    result.beginArray()
    for state in OperationState.allCases {
      result.beginObject()
      result.member("name")
      result.string(state.rawValue)
      result.member("end")
      result.boolean(state.isEnd)
      result.member("meaning")
      result.string(state.meaning)
      result.endObject()
    }
    result.endArray()
    result.member("transitions")
    result.beginArray()
    for row in TransitionTable.rows {
      result.beginObject()
      result.member("from")
      result.stringOrNull(row.from?.rawValue)
      result.member("event")
      result.string(row.event.rawValue)
      result.member("to")
      result.string(row.to.rawValue)
      result.endObject()
    }
    result.endArray()
    result.member("kinds")
    result.beginArray()
    for kind in OperationKind.allCases {
      result.beginObject()
      result.member("name")
      result.string(kind.rawValue)
      result.member("repeatable")
      result.boolean(kind.repetition == .repeatable)
      result.member("confirm")
      result.boolean(kind.needsConfirmation)
      result.endObject()
    }
    result.endArray()
  }
}
