/// Where operations are sent.
package protocol OperationBackend: Sendable {
  /// Reads a device by its id.
  func observe(_ device: Int, _ purpose: ObservationPurpose) async throws(GatewayError) -> Observation

  /// When an operation that is begun now need not wait for the rate of upstream; nil for at once.
  var nextDispatch: Timestamp? { get }

  /// Sends the request; returning means that upstream took it.
  ///
  /// - Throws: a kind that ``AnswerTable`` knows the meaning of.
  func send(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt

  /// What became of headless work that upstream took.
  func outcome(of order: DispatchOrder, _ receipt: UpstreamReceipt) async throws(GatewayError) -> HeadlessOutcome

  /// Values as the device of an order has them now; nil where they cannot be read.
  func readBack(_ paths: [String], from order: DispatchOrder) async throws(GatewayError) -> [Variable]?

  /// - Throws: `unsupported` where nothing can tell the values of a `get`.
  func requireHeadlessResults(of device: Int) async throws(GatewayError)

  /// Upstream's own list of headless work, whoever ordered it.
  func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction]
}

extension OperationBackend {
  package var nextDispatch: Timestamp? { nil }
  package func requireHeadlessResults(of device: Int) async throws(GatewayError) {}
}

/// What a device is read for.
package enum ObservationPurpose: Sendable {
  /// Just before a request, to compare with.
  case baseline
  case evidence
}

/// What is sent for an operation.
package struct DispatchOrder: Sendable {
  package let operation: OperationID
  package let device: Int
  /// As the baseline told them.
  package var name: String?
  package var serialNumber: String?
  package var kinds: OperationKinds
  package var variables: [Variable]
  package let image: Int?

  package init(_ operation: Operation) {
    self.operation = operation.id
    device = operation.device.id
    name = operation.device.name
    serialNumber = operation.device.serialNumber
    kinds = operation.kinds
    variables = operation.variables
    image = operation.image
  }
}

package enum HeadlessOutcome: Sendable {
  /// - Parameter isListed: upstream shows it as waiting or at work, so it has arrived.
  case running(isListed: Bool)
  case completed(values: [Variable], instance: String?)
  case failed(GatewayError)
}

/// Which of upstream's transactions are asked for.
package struct TransactionQuery: Sendable {
  package var transaction: String?
  /// Only those of the device that has it.
  package var serialNumber: String?
  package var updatesStatus = false

  package init() {}
}

/// Headless work as upstream lists it; nil for what it does not tell.
package struct UpstreamTransaction: Sendable {
  package let id: String?
  package let serialNumber: String?
  package let operation: String?
  package let variables: [Variable]
  package let status: String?

  package init(id: String?, serialNumber: String?, operation: String?, variables: [Variable], status: String?) {
    self.id = id
    self.serialNumber = serialNumber
    self.operation = operation
    self.variables = variables
    self.status = status
  }
}
