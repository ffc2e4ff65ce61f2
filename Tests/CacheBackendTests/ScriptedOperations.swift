internal import GatewayCore
internal import JSON

/// Takes every operation; a reading one gives the values that it asks for, as they stand in it.
struct ScriptedOperations: OperationBackend {
  static func order(_ kind: OperationKind = .get, on device: Int, _ variables: [Variable]) -> DispatchOrder {
    let now = Timestamp(milliseconds: 1_893_456_000_000)
    return DispatchOrder(
      Operation(
        id: OperationID("op_cache"), device: Operation.Target(id: device), kinds: OperationKinds(kind),
        variables: variables, image: nil, state: .dispatching, maxAttempts: 5, createdAt: now, notBefore: nil,
        expiresAt: now.advanced(bySeconds: 86_400), idempotencyKey: nil, retryOf: nil, isStrictlyOrdered: false))
  }

  func observe(_ device: Int, _ purpose: ObservationPurpose) async throws(GatewayError) -> Observation {
    Observation(at: Timestamp(milliseconds: 0))
  }

  func send(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt { UpstreamReceipt() }

  func outcome(
    of order: DispatchOrder, _ receipt: UpstreamReceipt
  ) async throws(GatewayError) -> HeadlessOutcome {
    .completed(values: order.variables, instance: nil)
  }

  func readBack(_ paths: [String], from order: DispatchOrder) async throws(GatewayError) -> [Variable]? {
    paths.map { Variable(path: $0, value: "read back") }
  }

  func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction] { [] }
}
