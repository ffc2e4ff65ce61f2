internal import GRDB
package import GatewayCore

/// Sends operations to upstream, and keeps what is learned of devices and their parameters on the way.
package struct CachedOperations: OperationBackend {
  /// Nil when offline.
  private let upstream: (any OperationBackend)?
  private let cache: CacheBackend

  /// - Parameter upstream: nil to work without one.
  package init(_ upstream: (any OperationBackend)?, cache: CacheBackend) {
    self.upstream = upstream
    self.cache = cache
  }

  private func online() throws(GatewayError) -> any OperationBackend {
    _ = try cache.online()
    guard let upstream else { throw CacheBackend.offline }
    return upstream
  }

  package var nextDispatch: Timestamp? { upstream?.nextDispatch }

  package func observe(
    _ device: Int, _ purpose: ObservationPurpose
  ) async throws(GatewayError) -> Observation {
    try await online().observe(device, purpose)
  }

  package func send(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt {
    let upstream = try online()
    // What it changes, and when, is seen by reading the device again, whatever becomes of the request.
    let now = cache.clock.now
    try await write { database, store in try store.markForReading(order.device, at: now, in: database) }
    return try await upstream.send(order)
  }

  package func outcome(
    of order: DispatchOrder, _ receipt: UpstreamReceipt
  ) async throws(GatewayError) -> HeadlessOutcome {
    let outcome = try await online().outcome(of: order, receipt)
    if case .completed(let values, _) = outcome, order.kinds.isReading {
      try await keep(values, of: order.device)
    }
    return outcome
  }

  package func readBack(_ paths: [String], from order: DispatchOrder) async throws(GatewayError) -> [Variable]? {
    let values = try await online().readBack(paths, from: order)
    if let values { try await keep(values, of: order.device) }
    return values
  }

  private func keep(_ values: [Variable], of device: Int) async throws(GatewayError) {
    let now = cache.clock.now
    try await write { database, _ in try KeptValue.store(values, of: device, at: now, in: database) }
  }

  /// The mock's time must not go on while something is written: it jumps when nobody is seen to work on its loop.
  private func write(_ body: @escaping @Sendable (Database, RecordStore) throws -> Void) async throws(GatewayError) {
    if cache.capabilities.isSteered { try cache.file.writeHere(body) } else { try await cache.file.write(body) }
  }

  package func requireHeadlessResults(of device: Int) async throws(GatewayError) {
    try await online().requireHeadlessResults(of: device)
  }

  package func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction] {
    try await online().transactions(query)
  }
}
