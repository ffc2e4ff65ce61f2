internal import GatewayCore
internal import MockBackend
internal import Synchronization

/// The mock, with a record of what was sent to it.
final class RecordingBackend: OperationBackend {
  struct Record {
    var sent: [OperationID] = []
    var underWay = 0
    var mostUnderWay = 0
    /// Thrown by the next readings of a device.
    var readingFailures: [GatewayError] = []
    /// Told instead of what the device has.
    var readBack: [Variable]?
  }

  private let mock: MockBackend
  private let state = Mutex(Record())

  init(_ mock: MockBackend) {
    self.mock = mock
  }

  var record: Record { state.withLock { $0 } }

  func failReadings(with errors: [GatewayError]) {
    state.withLock { $0.readingFailures = errors }
  }

  func tellReadBack(_ variables: [Variable]) {
    state.withLock { $0.readBack = variables }
  }

  func observe(_ device: Int, _ purpose: ObservationPurpose) async throws(GatewayError) -> Observation {
    let failure = state.withLock { $0.readingFailures.isEmpty ? nil : $0.readingFailures.removeFirst() }
    if let failure { throw failure }
    return try await mock.observe(device, purpose)
  }

  func send(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt {
    state.withLock { state in
      state.sent.append(order.operation)
      state.underWay += 1
      state.mostUnderWay = max(state.mostUnderWay, state.underWay)
    }
    defer { state.withLock { $0.underWay -= 1 } }
    return try await mock.send(order)
  }

  func outcome(of order: DispatchOrder, _ receipt: UpstreamReceipt) async throws(GatewayError) -> HeadlessOutcome {
    try await mock.outcome(of: order, receipt)
  }

  func readBack(_ paths: [String], from order: DispatchOrder) async throws(GatewayError) -> [Variable]? {
    if let told = state.withLock({ $0.readBack }) { return told }
    return try await mock.readBack(paths, from: order)
  }

  func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction] {
    try await mock.transactions(query)
  }
}
