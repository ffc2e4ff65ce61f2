internal import GatewayCore
internal import JSON

/// Reading values back after they were set.
extension HeadlessWork {
  /// Values that a device has now; nil where nothing tells them.
  func readBack(
    _ paths: [String], from order: DispatchOrder
  ) async throws(APIFailure) -> [Variable]? {
    var wanted = order
    wanted.variables = paths.map { path in
      Variable(path: path, type: order.variables.first { ExactString($0.path) == ExactString(path) }?.type)
    }
    if await siblings.haveVariables(order.device) {
      let items = try await siblings.variables.values(paths, of: order.device, asksDevice: true)
      return wanted.variables.flatMap { variable in
        HeadlessTransaction.values(in: items, for: wanted.asking([variable])) ?? []
      }
    }
    guard siblings.headlessResults == .transaction, let serial = order.serialNumber else { return nil }
    return try await readBackByTransaction(wanted.getting, serial)
  }

  /// Asks the device for the values, in a transaction of our own, for a bounded time.
  private func readBackByTransaction(
    _ order: DispatchOrder, _ serial: String
  ) async throws(APIFailure) -> [Variable]? {
    var call = APICall(method: .post, path: APIPath(HeadlessWork.collection))
    call.body = HeadlessRequest.body(order, serial)
    call.priority = .evidence
    let before = siblings.idsAreTold ? [] : try await list(id: nil, .evidence).filter { $0.fits(order) }
    let receipt = HeadlessRequest.receipt(try await client.perform(call))
    let end = client.clock.now.advanced(bySeconds: HeadlessWork.longestReadBack)
    var pause = min(0.5, client.settings.retry.evidenceInterval)
    while client.clock.now < end {
      let listed = try await list(id: receipt.transaction, .evidence)
      let own = own(listed, order, receipt)
      if let latest = own.newest(since: receipt.transaction == nil ? before : nil),
        !own.contains(where: { $0.phase == .running })
      {
        if let values = latest.values(order) {
          siblings.transactionsTell(values: true)
          return values
        }
        if latest.phase != .untold { return nil }
      }
      guard await client.clock.sleep(seconds: pause) else { return nil }
      pause = min(pause * 2, client.settings.retry.evidenceInterval)
    }
    return nil
  }

  /// Seconds for which a value that was set is looked for.
  private static let longestReadBack = 60.0
}

extension DispatchOrder {
  fileprivate func asking(_ variables: [Variable]) -> DispatchOrder {
    var order = self
    order.variables = variables
    return order
  }

  /// A `get` of the same paths.
  fileprivate var getting: DispatchOrder {
    var order = self
    order.kinds = OperationKinds(.get)
    return order
  }
}
