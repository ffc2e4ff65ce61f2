package import GatewayCore
internal import JSON
package import Simulator
internal import Synchronization

/// The simulator as a backend: it answers at once, is always fresh, and can do everything.
package final class MockBackend: InventoryBackend, OperationBackend {
  package let simulation: Simulation
  package let faults = FaultInjector()
  let transactionLog = Mutex(TransactionLog())

  package init(_ simulation: Simulation) {
    self.simulation = simulation
  }

  package var kind: StaticString { "mock" }

  package var capabilities: BackendCapabilities {
    var capabilities = BackendCapabilities()
    capabilities.isSteered = true
    return capabilities
  }

  private var freshness: Freshness {
    Freshness(freshFrom: kind, at: simulation.clock.now)
  }

  // MARK: Reading

  package func knownID(of selector: DeviceSelector) -> Int? {
    simulation.number(of: selector)
  }

  package func readingAtHand(
    _ selector: DeviceSelector, _ policy: ReadPolicy
  ) throws(GatewayError) -> DeviceReading? {
    try reading(selector)
  }

  package func get(_ selector: DeviceSelector, _ policy: ReadPolicy) async throws(GatewayError) -> DeviceReading {
    try reading(selector)
  }

  package func resolve(_ selector: DeviceSelector) async throws(GatewayError) -> ResolvedDevice {
    let device = try simulation.device(selector)
    return ResolvedDevice(id: device.id, record: device)
  }

  private func reading(_ selector: DeviceSelector) throws(GatewayError) -> DeviceReading {
    DeviceReading(try simulation.device(selector), freshness)
  }

  package func list(_ query: InventoryQuery) async throws(GatewayError) -> DevicePage {
    let snapshot = simulation.snapshot()
    var page = DevicePage(Freshness(freshFrom: kind, at: snapshot.now))
    let found = try FleetScan(snapshot, query.filter).page(query)
    page.devices = found.devices
    page.next = found.next
    page.total = found.total
    return page
  }

  package func summarize(
    _ fields: [DeviceField], _ filter: InventoryFilter, _ policy: ReadPolicy
  ) async throws(GatewayError) -> [SummaryGroup] {
    try FleetScan(simulation.snapshot(), filter).groups(by: fields)
  }

  package func knownParameters(of device: Int) -> ParameterTree? {
    simulation.parameters(of: device)
  }

  // MARK: Writing

  package func create(_ attributes: DeviceAttributes) async throws(GatewayError) -> any DeviceRecord {
    try simulation.create(attributes)
  }

  package func update(
    _ selector: DeviceSelector, _ attributes: DeviceAttributes
  ) async throws(GatewayError) -> DeviceUpdate {
    try simulation.update(selector, attributes)
  }

  package func replace(
    _ selector: DeviceSelector, _ attributes: DeviceAttributes
  ) async throws(GatewayError) -> DeviceUpdate {
    try simulation.update(selector, attributes.replacement())
  }

  package func delete(_ selector: DeviceSelector) async throws(GatewayError) {
    try simulation.delete(selector)
  }

  package func watch(_ observer: @escaping @Sendable (DeviceChange) -> Void) -> WatchKey {
    simulation.watch(observer)
  }

  package func unwatch(_ key: WatchKey) {
    simulation.unwatch(key)
  }
}
