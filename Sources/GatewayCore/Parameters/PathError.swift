/// Why a text is no parameter path.
package struct PathError: Error, Equatable, Sendable {
  /// Code points from 0: the first of the component or token that cannot be right; 256 when too long; the length when
  /// the text could still be continued to a right one.
  package let position: Int
  package let reason: String

  package init(_ position: Int, _ reason: String) {
    self.position = position
    self.reason = reason
  }
}

extension GatewayError {
  /// - Parameter pointer: where the path stands in the params.
  package init(_ error: PathError, pointer: String) {
    self.init(.invalidPath, "\(pointer): \(error.reason), at position \(error.position)", path: pointer)
    position = error.position
  }
}
