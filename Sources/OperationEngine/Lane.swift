internal import GatewayCore

/// The live operations of one device, in the order in which they were submitted.
struct Lane: Sendable {
  private(set) var order: [OperationID] = []

  var isEmpty: Bool { order.isEmpty }

  mutating func append(_ id: OperationID) {
    // Ids are given out in order, but two submissions may be stored the other way round.
    let place = order.lastIndex { $0 < id }.map { $0 + 1 } ?? 0
    order.insert(id, at: place)
  }

  mutating func remove(_ id: OperationID) {
    order.removeAll { $0 == id }
  }

  /// The operation that may be sent next, and those that are queued behind it or behind what holds the device.
  func turn(_ live: [OperationID: LiveOperation]) -> (next: OperationID?, queued: [OperationID]) {
    let operations = order.compactMap { live[$0]?.operation }
    let holders = operations.filter { $0.state.holdsDevice }
    var next: OperationID?
    var queued: [OperationID] = []
    var isBlocked = false
    for operation in operations {
      switch operation.state {
      case .queued:
        if !isBlocked, queued.isEmpty, next == nil, mayPass(operation, holders) {
          next = operation.id
        } else {
          queued.append(operation.id)
        }
      case .waiting where operation.isStrictlyOrdered:
        isBlocked = true
      default:
        break
      }
    }
    return (next, queued)
  }

  /// A `get` does not wait for what runs on the device, unless that is headless too.
  private func mayPass(_ operation: Operation, _ holders: [Operation]) -> Bool {
    holders.isEmpty
      || operation.kinds.isReading && holders.allSatisfy { $0.state == .accepted && !$0.kinds.isHeadless }
  }
}
