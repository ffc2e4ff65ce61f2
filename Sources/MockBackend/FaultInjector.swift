package import GatewayCore
internal import Synchronization

/// Faults that were asked for by `mock.inject`, each for so many occasions.
package final class FaultInjector: Sendable {
  package struct Fault: Sendable {
    /// Seconds of the mock's time.
    package var latency: Double?
    package var kind: ErrorKind?
    /// With `outcome_unknown`: whether it was done all the same.
    package var hasArrived = true

    package init() {}
  }

  package struct Rule: Sendable {
    /// Meets only that client call.
    package var method: String?
    package var device: Int?
    /// Meets only the sending of such an operation.
    package var operation: OperationKind?
    package var fault: Fault
    package var times = 1

    package init(_ fault: Fault) {
      self.fault = fault
    }
  }

  private let rules = Mutex<[Rule]>([])
  /// Read for every call: most of the time there is nothing to look through.
  private let armed = Atomic(false)

  package init() {}

  package var isArmed: Bool { armed.load(ordering: .relaxed) }

  package func add(_ rule: Rule) {
    rules.withLock { rules in
      rules.append(rule)
      armed.store(true, ordering: .relaxed)
    }
  }

  package func removeAll() {
    rules.withLock { rules in
      rules = []
      armed.store(false, ordering: .relaxed)
    }
  }

  /// The fault that a client call meets, used up by that.
  ///
  /// - Parameter reachesDevices: a rule that names neither method nor operation meets only such calls.
  package func take(method: StaticString, device: @autoclosure () -> Int?, reachesDevices: Bool) -> Fault? {
    guard isArmed else { return nil }
    let device = device()
    return take { rule in
      guard rule.operation == nil, rule.device == nil || rule.device == device else { return false }
      return rule.method.map { $0 == "\(method)" } ?? reachesDevices
    }
  }

  /// The fault that the sending of an operation meets, used up by that.
  package func take(sending order: DispatchOrder) -> Fault? {
    guard isArmed else { return nil }
    return take { rule in
      rule.method == nil && (rule.device == nil || rule.device == order.device)
        && rule.operation.map { order.kinds.contains($0) } ?? true
    }
  }

  private func take(_ fits: (Rule) -> Bool) -> Fault? {
    rules.withLock { rules in
      guard let place = rules.firstIndex(where: fits) else { return nil }
      let fault = rules[place].fault
      rules[place].times -= 1
      if rules[place].times == 0 { rules.remove(at: place) }
      armed.store(!rules.isEmpty, ordering: .relaxed)
      return fault
    }
  }
}

extension FaultInjector.Fault {
  /// The error that the fault comes as, if it comes as one.
  ///
  /// - Parameter isRead: a read whose answer was lost has simply failed.
  package func error(isRead: Bool) -> GatewayError? {
    guard let kind else { return nil }
    let told = isRead && kind == .outcomeUnknown ? .upstreamError : kind
    var error = GatewayError(told, "injected: \(told.meaning)")
    if told == .outcomeUnknown { error.hint = "read the device to see whether it was done" }
    return error
  }
}
