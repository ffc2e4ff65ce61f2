internal import GatewayCore
internal import Synchronization

/// A backend that tells how many of its calls are under way.
final class BusyBackend: OperationBackend {
  private let backend: any OperationBackend
  private let count = Mutex(0)

  init(_ backend: any OperationBackend) {
    self.backend = backend
  }

  var callsUnderWay: Int { count.withLock { $0 } }
  var nextDispatch: Timestamp? { backend.nextDispatch }

  func observe(_ device: Int, _ purpose: ObservationPurpose) async throws(GatewayError) -> Observation {
    begin()
    defer { end() }
    return try await backend.observe(device, purpose)
  }

  func send(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt {
    begin()
    defer { end() }
    return try await backend.send(order)
  }

  func outcome(of order: DispatchOrder, _ receipt: UpstreamReceipt) async throws(GatewayError) -> HeadlessOutcome {
    begin()
    defer { end() }
    return try await backend.outcome(of: order, receipt)
  }

  func readBack(_ paths: [String], from order: DispatchOrder) async throws(GatewayError) -> [Variable]? {
    begin()
    defer { end() }
    return try await backend.readBack(paths, from: order)
  }

  func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction] {
    begin()
    defer { end() }
    return try await backend.transactions(query)
  }

  func requireHeadlessResults(of device: Int) async throws(GatewayError) {
    begin()
    defer { end() }
    try await backend.requireHeadlessResults(of: device)
  }

  private func begin() { count.withLock { $0 += 1 } }
  private func end() { count.withLock { $0 -= 1 } }
}
