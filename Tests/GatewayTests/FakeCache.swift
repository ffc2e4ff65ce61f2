internal import GatewayCore
internal import JSON

/// A cache that does what a test says; what the test did not say fails loudly.
struct FakeCache: DeviceCache {
  typealias Progress = @Sendable (SyncProgress) -> Void

  var onSync: @Sendable (SyncMode, Progress) async throws(GatewayError) -> SyncOutcome = {
    (_, _) async throws(GatewayError) in
    throw FakeCache.unexpected
  }
  var onStatus: @Sendable () throws(GatewayError) -> CacheStatus = { () throws(GatewayError) in
    throw FakeCache.unexpected
  }
  var onClear: @Sendable () throws(GatewayError) -> Void = { () throws(GatewayError) in throw FakeCache.unexpected }
  var onHistory: @Sendable (HistoryQuery) throws(GatewayError) -> HistoryPage = { (_) throws(GatewayError) in
    throw FakeCache.unexpected
  }
  var onDevice: @Sendable (DeviceSelector, Timestamp?) throws(GatewayError) -> any DeviceRecord = {
    (_, _) throws(GatewayError) in
    throw FakeCache.unexpected
  }
  /// What is kept of every device.
  var kept: [KeptValue]?

  private static let unexpected = GatewayError(.internal, "the test did not say what the cache does here")

  func sync(
    _ mode: SyncMode, progress: @escaping @Sendable (SyncProgress) -> Void
  ) async throws(GatewayError) -> SyncOutcome {
    try await onSync(mode, progress)
  }

  func status() async throws(GatewayError) -> CacheStatus { try onStatus() }
  func clear() async throws(GatewayError) { try onClear() }
  func history(_ query: HistoryQuery) async throws(GatewayError) -> HistoryPage { try onHistory(query) }

  func device(_ selector: DeviceSelector, at instant: Timestamp?) async throws(GatewayError) -> any DeviceRecord {
    try onDevice(selector, instant)
  }

  func values(of paths: [String], of device: Int) async throws(GatewayError) -> [KeptValue] {
    guard let kept else { throw FakeCache.unexpected }
    let paths = Set(paths.map { ExactString($0) })
    // In an order of its own, as a table has.
    return kept.reversed().filter { paths.contains(ExactString($0.variable.path)) }
  }
}
