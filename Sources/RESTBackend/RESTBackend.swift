package import GatewayCore
internal import JSON
internal import Synchronization

/// The Control API as a backend, over any transport.
///
/// What upstream says is taken as it comes, in every form that its pages show (control-api.md 9); what it does not say
/// is not made up.
package final class RESTBackend: InventoryBackend, OperationBackend {
  let client: ControlClient
  let known: KnownDevices
  let clock: any GatewayClock
  let siblings: SiblingEndpoints
  let headless: HeadlessWork
  let listed = ListTotal()
  /// Made with the first reading, as it reads through the backend.
  private let lazyEvidence = Mutex<EvidenceReader?>(nil)

  /// - Parameter clock: of rates, pauses and of what answers tell.
  package init(_ transport: any Transport, token: AccessToken, clock: any GatewayClock, settings: RESTSettings) {
    client = ControlClient(transport, token: token, clock: clock, settings: settings)
    self.clock = clock
    known = KnownDevices(clock: clock)
    siblings = SiblingEndpoints(client)
    headless = HeadlessWork(client, siblings)
  }

  package var kind: StaticString { "rest" }

  package var capabilities: BackendCapabilities {
    var capabilities = BackendCapabilities()
    capabilities.sorts = false
    capabilities.filters = false
    capabilities.stableCursors = false
    capabilities.pushesChanges = false
    capabilities.knowsParameters = false
    capabilities.headlessResults = siblings.headlessResults.rawValue
    return capabilities
  }

  var evidence: EvidenceReader {
    lazyEvidence.withLock { made in
      if let made { return made }
      let reader = EvidenceReader(clock: clock) { [unowned self] (device) async throws(GatewayError) in
        try await readForOperation(device, .evidence)
      } walk: { [unowned self] in
        // The name family tells every member in a list; that of the id family leaves half of them out.
        ListWalk(self, APIPath(RESTSettings.Family.name.collection).adding("pending", when: true), .evidence)
      }
      made = reader
      return reader
    }
  }

  var freshness: Freshness { Freshness(freshFrom: kind, at: clock.now) }
  var family: RESTSettings.Family { client.settings.family }

  package func knownID(of selector: DeviceSelector) -> Int? {
    known.id(of: selector)
  }

  package func readingAtHand(_ selector: DeviceSelector, _ policy: ReadPolicy) throws(GatewayError) -> DeviceReading? {
    nil
  }

  package func resolve(_ selector: DeviceSelector) async throws(GatewayError) -> ResolvedDevice {
    if let id = known.idLately(of: selector) { return ResolvedDevice(id: id, record: known.record(id)) }
    let record = try await fetch(selector, ReadPolicy())
    return ResolvedDevice(id: record.device.id, record: record.device)
  }

  package func knownParameters(of device: Int) -> ParameterTree? { nil }

  package func watch(_ observer: @escaping @Sendable (DeviceChange) -> Void) throws(GatewayError) -> WatchKey {
    throw GatewayError(
      .unsupported, "upstream tells no changes",
      hint: "the cache backend in front of it does: --backend cache --upstream rest")
  }

  package func unwatch(_ key: WatchKey) {}
}
