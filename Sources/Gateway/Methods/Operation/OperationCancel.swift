internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `operation.cancel`: takes back what was not sent yet.
struct OperationCancel: Method {
  typealias Params = OperationIDParams
  static let name: StaticString = "operation.cancel"
  static let traits: MethodTraits = [.audited]

  static func touch(_ params: OperationIDParams, _ services: GatewayServices) -> Touch {
    services.operations.device(of: params.id).map { .write($0) } ?? .writeAll
  }

  static func device(_ params: OperationIDParams, _ services: GatewayServices) -> Int? {
    services.operations.device(of: params.id)
  }

  static func run(_ params: OperationIDParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    let operation = try await context.services.operations.cancel(params.id)
    context.call.storedOperation = operation.id.text
    result.member("operation")
    operation.write(to: &result)
  }
}
