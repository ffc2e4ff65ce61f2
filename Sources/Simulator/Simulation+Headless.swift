package import GatewayCore
internal import JSON
internal import Synchronization

/// Transactions on parameters, as upstream's headless operations have them: taken first, their outcome asked for later.
extension Simulation {
  /// Takes and does the work of a transaction.
  ///
  /// - Throws: `device_unavailable` when the device is not there; what the device itself refuses is told by
  ///   ``headlessOutcome(of:)``.
  package func takeHeadless(_ order: DispatchOrder) throws(GatewayError) {
    let outcome: HeadlessOutcome
    do throws(GatewayError) {
      outcome = try perform(order.kinds.kinds[0], order.variables, on: order.device)
    } catch {
      guard error.kind == .rejected else { throw error }
      outcome = .failed(error)
    }
    headless.withLock { $0.remember(outcome, of: order.operation) }
  }

  package func headlessOutcome(of operation: OperationID) -> HeadlessOutcome {
    headless.withLock { $0.outcomes[operation] } ?? .running(isListed: false)
  }

  func perform(
    _ kind: OperationKind, _ variables: [Variable], on device: Int
  ) throws(GatewayError) -> HeadlessOutcome {
    switch kind {
    case .get:
      return .completed(values: try values(variables.map(\.path), of: device), instance: nil)
    case .set:
      try set(variables, on: device)
      return .completed(values: variables, instance: nil)
    case .addObject:
      let number = try addObject(variables[0].path, on: device)
      return .completed(values: [], instance: String(number))
    case .deleteObject:
      try deleteObject(variables[0].path, on: device)
      return .completed(values: [], instance: nil)
    case .reboot, .factory, .deviceFactory, .sync, .reconf, .firmware:
      throw GatewayError(.internal, "\(kind.rawValue) is no headless operation")
    }
  }
}

/// What became of the last transactions; upstream does not keep them for ever either.
struct HeadlessLog: Sendable {
  private(set) var outcomes: [OperationID: HeadlessOutcome] = [:]
  private var order: [OperationID] = []
  private static let kept = 4096

  mutating func remember(_ outcome: HeadlessOutcome, of operation: OperationID) {
    if outcomes.updateValue(outcome, forKey: operation) == nil { order.append(operation) }
    guard order.count > HeadlessLog.kept else { return }
    for old in order.prefix(HeadlessLog.kept / 2) { outcomes[old] = nil }
    order.removeFirst(HeadlessLog.kept / 2)
  }
}
