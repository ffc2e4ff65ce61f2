package import GatewayCore
internal import JSON
package import JSONRPC

extension RPCError {
  /// The error answer of a gateway error: the one place where kinds get their codes on the wire.
  package init(_ error: GatewayError) {
    self.init(
      code: error.kind.code, kind: error.kind.rawValue, message: error.message, isRetryable: error.isRetryable,
      more: { error.writeDetails(to: &$0) })
  }

  /// Whatever a method threw.
  init(anything error: any Error) {
    switch error {
    case let error as RPCError: self = error
    case let error as GatewayError: self.init(error)
    case let error as JSONReadError: self = .invalidParams(error)
    default: self.init(GatewayError(.internal, "a fault of cpegate: \(type(of: error))"))
    }
  }
}
