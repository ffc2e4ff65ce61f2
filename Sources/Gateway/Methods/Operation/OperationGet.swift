internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// The params of calls about one operation.
struct OperationIDParams: MethodParams {
  static let members: [StaticString] = ["id"]
  static let required: [StaticString] = ["id"]
  let id: OperationID

  init(reading value: JSONValue) throws(JSONReadError) {
    var id: OperationID?
    try value.readMembers(OperationIDParams.members) { (_, value) throws(JSONReadError) in
      id = OperationID(try value.readString())
    }
    guard let id else { throw .missing("id") }
    self.id = id
  }
}

/// `operation.get`: one operation with its history.
struct OperationGet: Method {
  typealias Params = OperationIDParams
  static let name: StaticString = "operation.get"
  static let traits: MethodTraits = []

  static func touch(_ params: OperationIDParams, _ services: GatewayServices) -> Touch {
    services.operations.device(of: params.id).map { .read($0) } ?? .readUnresolved
  }

  static func run(_ params: OperationIDParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    let operation = try await context.services.operations.operation(params.id)
    result.member("operation")
    operation.write(to: &result, withHistory: true)
  }
}
