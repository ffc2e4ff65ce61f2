package import GatewayCore
internal import Simulator
internal import Synchronization

extension MockBackend {
  package func observe(_ device: Int, _ purpose: ObservationPurpose) async throws(GatewayError) -> Observation {
    Observation(try simulation.device(.id(device)), at: simulation.clock.now)
  }

  package func send(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt {
    let fault = faults.take(sending: order)
    if let latency = fault?.latency { await sleep(latency, for: order.device) }
    if let error = fault?.error(isRead: false) {
      if error.kind == .outcomeUnknown, fault?.hasArrived ?? false { try perform(order) }
      throw error
    }
    try perform(order)
    return UpstreamReceipt(
      transaction: order.kinds.isHeadless ? order.transaction : nil,
      executionID: order.kinds.isHeadless ? nil : "exec_" + order.operation.text.dropFirst(3),
      statusText: order.kinds.isHeadless ? "scheduled" : "initiated")
  }

  /// Headless work is done as soon as it is taken, so taking it only asks whether the device is there.
  private func perform(_ order: DispatchOrder) throws(GatewayError) {
    if order.kinds.isHeadless {
      transactionLog.withLock { $0.append(order) }
      try simulation.takeHeadless(order)
    } else {
      try simulation.begin(order.kinds.kinds, image: order.image, on: order.device)
    }
  }

  package func outcome(
    of order: DispatchOrder, _ receipt: UpstreamReceipt
  ) async throws(GatewayError) -> HeadlessOutcome {
    simulation.headlessOutcome(of: order.operation)
  }

  package func readBack(_ paths: [String], from order: DispatchOrder) async throws(GatewayError) -> [Variable]? {
    guard let tree = simulation.parameters(of: order.device) else { return nil }
    return tree.values(of: paths)
  }

  package func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction] {
    transactionLog.withLock { $0.orders }.filter { order in
      (query.transaction.map { $0 == order.transaction } ?? true)
        && (query.serialNumber.map { $0 == order.serialNumber } ?? true)
    }.map { order in
      let (status, values) = simulation.headlessOutcome(of: order.operation).told
      return UpstreamTransaction(
        id: order.transaction, serialNumber: order.serialNumber, operation: order.kinds.kinds[0].rawValue,
        variables: values.isEmpty ? order.variables : values, status: status)
    }
  }

  /// Waits in the mock's time.
  private func sleep(_ seconds: Double, for device: Int) async {
    await withCheckedContinuation { continuation in
      _ = simulation.clock.schedule(at: simulation.clock.now.advanced(bySeconds: seconds), for: device) {
        continuation.resume()
      }
    }
  }
}
