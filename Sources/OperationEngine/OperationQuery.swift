package import GatewayCore
package import JSON

/// Which operations a list or watch is about.
package struct OperationFilter: Sendable, Hashable {
  package var states: Set<OperationState>?
  package var kinds: Set<OperationKind>?
  package var device: Int?
  /// Nothing of a rollout is kept so far: naming one matches nothing.
  package var rollout: ExactString?
  /// `updated_at` from then on.
  package var since: Timestamp?

  package init() {}

  package func matches(_ operation: Operation) -> Bool {
    if let states, !states.contains(operation.state) { return false }
    if let kinds, !operation.kinds.kinds.contains(where: { kinds.contains($0) }) { return false }
    if let device, operation.device.id != device { return false }
    if rollout != nil { return false }
    if let since, operation.updatedAt < since { return false }
    return true
  }
}

/// One page of a list of operations, in the order of their ids.
package struct OperationQuery: Sendable {
  package var filter = OperationFilter()
  package var isDescending = false
  package var limit = 100
  package var after: OperationID?

  package init() {}
}
