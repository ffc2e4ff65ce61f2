package import GatewayCore
package import JSON
internal import JSONRPC
package import MockBackend
package import OperationEngine

/// Everything that methods use, put together by whoever starts the gateway.
package final class GatewayServices: Sendable {
  package let table: MethodTable
  package let inventory: any InventoryBackend
  package let operations: OperationEngine
  package let clock: any GatewayClock
  package let audit = AuditLog()
  package let subscriptions = SubscriptionRegistry()
  /// The mock, when it is in the stack.
  package let mock: MockBackend?
  /// The cache, when it is in the stack.
  package let cache: (any DeviceCache)?
  /// The data models, which are looked at when somebody asks for them.
  package let models: @Sendable () -> ModelCatalogue
  package let options: GatewayOptions

  package init(
    table: MethodTable, inventory: any InventoryBackend, operations: OperationEngine, clock: any GatewayClock,
    mock: MockBackend?, cache: (any DeviceCache)? = nil,
    models: @escaping @Sendable () -> ModelCatalogue = { ModelCatalogue(published: []) },
    options: GatewayOptions
  ) {
    self.table = table
    self.inventory = inventory
    self.operations = operations
    self.clock = clock
    self.mock = mock
    self.cache = cache
    self.models = models
    self.options = options
  }

  /// The data models that count for a device, whose record is read where it decides.
  func modelScope(of device: ResolvedDevice) async throws(GatewayError) -> ModelScope {
    let models = models()
    if let record = device.record { return models.scope(for: record) }
    guard models.dependsOnDevice else { return models.scope(for: Device()) }
    return models.scope(for: try await inventory.get(.id(device.id), ReadPolicy()).device)
  }

  /// Whether the value of a parameter is told to nobody, by the published models or by those of vendors.
  func hides(_ path: String) -> Bool {
    HiddenParameters.contains(path) || models().hides(path)
  }
}

/// What the gateway was started with, as far as methods tell it or depend on it.
package struct GatewayOptions: Sendable {
  package var version: String
  package var isReadOnly = false
  /// Import and export only below this folder.
  package var filesRoot: String?
  /// Options of section 4 and 10 that bound something, by their names in snake_case.
  package var limits: [(name: StaticString, value: Double?)] = []
  /// Where requests go, for a backend that has an upstream.
  package var upstream: Upstream?
  /// The OpenRPC document.
  package var document: @Sendable () -> JSONText
  package var setLogLevel: @Sendable (LogLevel) -> Void = { _ in }
  package var droppedLogLines: @Sendable () -> Int = { 0 }
  /// Looks whether the state directory can be used.
  package var stateDirectory: @Sendable () -> UpstreamExamination.Finding = {
    .well("none: operations live in memory, as long as the process")
  }

  /// What is told of an upstream beside its backend.
  package struct Upstream: Sendable {
    package let url: String
    /// It is only what a cache was filled from: nothing is sent, and no module is loaded.
    package private(set) var isOffline = false
    package let transports: @Sendable () -> [ListedTransport]
    /// Looks whether it can be spoken to.
    package let examine: @Sendable () async -> UpstreamExamination

    package init(
      url: String, transports: @escaping @Sendable () -> [ListedTransport],
      examine: @escaping @Sendable () async -> UpstreamExamination
    ) {
      self.url = url
      self.transports = transports
      self.examine = examine
    }

    package static func offline(url: String) -> Upstream {
      var upstream = Upstream(
        url: url, transports: { [] },
        examine: {
          UpstreamExamination(
            token: .well("offline: none is needed"), upstream: .well("offline: it is not asked"),
            certificate: .well("offline: no connection is made"), clock: .well("the machine's"))
        })
      upstream.isOffline = true
      return upstream
    }
  }

  package init(version: String, document: @escaping @Sendable () -> JSONText) {
    self.version = version
    self.document = document
  }
}

/// How much is logged, by the names of swift-log.
package enum LogLevel: String, CaseIterable, Sendable {
  case trace
  case debug
  case info
  case notice
  case warning
  case error
  case critical
}
