internal import GatewayCore
internal import JSON

/// What a patient client makes of a backend that fails now and then: it asks again while that is said to help, and looks
/// where the outcome of a write is not known.
struct EventualBackend: InventoryBackend, OperationBackend {
  private let inventory: any InventoryBackend
  private let operations: any OperationBackend
  private static let tries = 12

  init(inventory: any InventoryBackend, operations: any OperationBackend) {
    self.inventory = inventory
    self.operations = operations
  }

  var kind: StaticString { inventory.kind }
  var capabilities: BackendCapabilities { inventory.capabilities }
  func knownID(of selector: DeviceSelector) -> Int? { inventory.knownID(of: selector) }
  func knownParameters(of device: Int) -> ParameterTree? { inventory.knownParameters(of: device) }
  func unwatch(_ key: WatchKey) { inventory.unwatch(key) }

  func watch(_ observer: @escaping @Sendable (DeviceChange) -> Void) throws(GatewayError) -> WatchKey {
    try inventory.watch(observer)
  }

  func readingAtHand(_ selector: DeviceSelector, _ policy: ReadPolicy) throws(GatewayError) -> DeviceReading? {
    try inventory.readingAtHand(selector, policy)
  }

  /// - Parameter settle: what became of a write whose outcome is not known; nil when it was not done.
  private func again<Value>(
    _ body: () async throws(GatewayError) -> Value,
    settle: () async throws(GatewayError) -> Value? = { () async throws(GatewayError) in nil }
  ) async throws(GatewayError) -> Value {
    var last = GatewayError(.internal, "it was never tried")
    for _ in 0..<EventualBackend.tries {
      do throws(GatewayError) {
        return try await body()
      } catch {
        last = error
        if error.kind == .outcomeUnknown {
          if let value = try await settle() { return value }
        } else if !error.isRetryable || error.kind == .deviceUnavailable {
          throw error
        }
      }
    }
    throw last
  }

  func get(_ selector: DeviceSelector, _ policy: ReadPolicy) async throws(GatewayError) -> DeviceReading {
    try await again { () async throws(GatewayError) in try await inventory.get(selector, policy) }
  }

  func resolve(_ selector: DeviceSelector) async throws(GatewayError) -> ResolvedDevice {
    try await again { () async throws(GatewayError) in try await inventory.resolve(selector) }
  }

  func list(_ query: InventoryQuery) async throws(GatewayError) -> DevicePage {
    try await again { () async throws(GatewayError) in try await inventory.list(query) }
  }

  func summarize(
    _ fields: [DeviceField], _ filter: InventoryFilter, _ policy: ReadPolicy
  ) async throws(GatewayError) -> [SummaryGroup] {
    try await again { () async throws(GatewayError) in try await inventory.summarize(fields, filter, policy) }
  }

  func page(of walk: InventoryWalk) async throws(GatewayError) -> WalkPage {
    try await again { () async throws(GatewayError) in try await inventory.page(of: walk) }
  }

  func create(_ attributes: DeviceAttributes) async throws(GatewayError) -> any DeviceRecord {
    try await again { () async throws(GatewayError) in
      try await inventory.create(attributes)
    } settle: { () async throws(GatewayError) in
      guard case .text(let name) = attributes[.name] else { return nil }
      return try await orNil { () async throws(GatewayError) in try await get(.name(name), ReadPolicy()).device }
    }
  }

  func update(_ selector: DeviceSelector, _ attributes: DeviceAttributes) async throws(GatewayError) -> DeviceUpdate {
    try await again { () async throws(GatewayError) in try await inventory.update(selector, attributes) }
  }

  func replace(_ selector: DeviceSelector, _ attributes: DeviceAttributes) async throws(GatewayError) -> DeviceUpdate {
    try await again { () async throws(GatewayError) in try await inventory.replace(selector, attributes) }
  }

  func delete(_ selector: DeviceSelector) async throws(GatewayError) {
    try await again { () async throws(GatewayError) in
      try await inventory.delete(selector)
    } settle: { () async throws(GatewayError) in
      let left = try await orNil { () async throws(GatewayError) in try await get(selector, ReadPolicy()) }
      return left == nil ? () : nil
    }
  }

  private func orNil<Value>(
    _ body: () async throws(GatewayError) -> Value
  ) async throws(GatewayError) -> Value? {
    do throws(GatewayError) {
      return try await body()
    } catch {
      guard error.kind == .notFound else { throw error }
      return nil
    }
  }

  func observe(_ device: Int, _ purpose: ObservationPurpose) async throws(GatewayError) -> Observation {
    try await again { () async throws(GatewayError) in try await operations.observe(device, purpose) }
  }

  func send(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt {
    try await again { () async throws(GatewayError) in
      try await operations.send(order)
    } settle: { () async throws(GatewayError) in
      try await hasArrived(order) ? UpstreamReceipt() : nil
    }
  }

  private func hasArrived(_ order: DispatchOrder) async throws(GatewayError) -> Bool {
    guard order.kinds.isHeadless else {
      return try await EvidenceTable.hasArrived(
        order.kinds.kinds, image: order.image, EvidenceTrail(baseline: observe(order.device, .evidence)))
    }
    var query = TransactionQuery()
    query.serialNumber = order.serialNumber
    return try await transactions(query).contains { $0.operation == order.kinds.kinds[0].rawValue }
  }

  func outcome(of order: DispatchOrder, _ receipt: UpstreamReceipt) async throws(GatewayError) -> HeadlessOutcome {
    try await again { () async throws(GatewayError) in try await operations.outcome(of: order, receipt) }
  }

  func readBack(_ paths: [String], from order: DispatchOrder) async throws(GatewayError) -> [Variable]? {
    try await again { () async throws(GatewayError) in try await operations.readBack(paths, from: order) }
  }

  func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction] {
    try await again { () async throws(GatewayError) in try await operations.transactions(query) }
  }
}
