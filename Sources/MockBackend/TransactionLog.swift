internal import GatewayCore

/// The last headless work that the mock took, oldest first; upstream does not keep it for ever either.
struct TransactionLog: Sendable {
  private(set) var orders: [DispatchOrder] = []
  private static let kept = 1024

  mutating func append(_ order: DispatchOrder) {
    orders.append(order)
    if orders.count > TransactionLog.kept * 2 { orders.removeFirst(TransactionLog.kept) }
  }
}

extension DispatchOrder {
  /// As upstream would name it.
  var transaction: String { "txn_" + operation.text.dropFirst(3) }
}

extension HeadlessOutcome {
  /// The status in upstream's words, and the values that it brought.
  var told: (status: String, values: [Variable]) {
    switch self {
    case .running: ("pending", [])
    case .completed(let values, _): ("completed", values)
    case .failed: ("failed", [])
    }
  }
}
