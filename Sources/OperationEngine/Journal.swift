package import GatewayCore
package import JSON

/// Where operations are kept.
///
/// Writing is put in line at once and in order; ``commit()`` waits until it is stored, so that many writes share one
/// commit.
package protocol Journal: Sendable {
  /// What is stored survives the process.
  var isDurable: Bool { get }

  /// Puts an operation, as it is now, in line to be stored. Returns the place of this change among all of them.
  @discardableResult
  func record(_ operation: Operation) -> Int

  /// Ties an idempotency key to an operation and to what was asked for.
  func claim(_ key: ExactString, _ claim: IdempotencyClaim)

  /// Returns when everything that was recorded before is stored.
  func commit() async throws(GatewayError)

  func operation(_ id: OperationID) async throws(GatewayError) -> Operation?

  func claim(of key: ExactString) async throws(GatewayError) -> IdempotencyClaim?

  func page(_ query: OperationQuery) async throws(GatewayError) -> OperationPage

  /// How many operations there are in each state.
  func counts() async throws(GatewayError) -> [OperationState: Int]

  /// The place of the last change.
  var sequence: Int { get }

  /// The changes behind a place, as far as they are kept; `hasGap` when some are not.
  func changes(since sequence: Int) async throws(GatewayError) -> (changes: [OperationChange], hasGap: Bool)
}

package struct OperationChange: Sendable {
  package let sequence: Int
  package let operation: Operation

  package init(sequence: Int, operation: Operation) {
    self.sequence = sequence
    self.operation = operation
  }
}

package struct OperationPage: Sendable {
  package var operations: [Operation] = []
  package var hasMore = false

  package init() {}
}
