internal import ArgumentParser
internal import Gateway
internal import GatewayCore
internal import Glibc
internal import Logging
internal import MockBackend
internal import RESTBackend
internal import Simulator
internal import TransportHost

/// What devices come from beside a cache: the mock, or the Control API.
struct LiveStack {
  let inventory: any InventoryBackend
  let operations: any OperationBackend
  /// When it is in the stack.
  private(set) var mock: MockBackend?
  private(set) var upstream: GatewayOptions.Upstream?
  private var transports: TransportHost?

  /// - Throws: ``ExitFailure`` for a file or a URL that cannot be.
  init(
    _ options: CommonOptions, clock: MockClock, log: @escaping @Sendable (TransportLogLevel, String) -> Void
  ) throws {
    guard !options.isMock else {
      let mock = MockBackend(Simulation(try options.fleet(), clock: clock))
      (inventory, operations) = (mock, mock)
      self.mock = mock
      return
    }
    let (url, host) = try options.transportHost(log)
    let transport: any Transport
    do throws(TransportHostError) {
      transport = try host.open(url)
    } catch {
      throw ExitFailure(error)
    }
    let backend = RESTBackend(
      transport, token: options.token(isRequired: url.reachesHost), clock: clock, settings: options.rest)
    (inventory, operations) = (backend, backend)
    transports = host
    upstream = GatewayOptions.Upstream(
      url: url.text, transports: { host.list().compactMap { ListedTransport($0) } },
      examine: { await backend.examination(isTLS: url.isTLS, isVerified: !(options.upstream.insecure ?? false)) })
  }

  /// Lets go of what is loaded; it blocks for a moment.
  func close() {
    transports?.close()
  }
}

extension CommonOptions {
  fileprivate func fleet() throws -> Simulation.Setup {
    var setup = Simulation.Setup()
    setup.seed = mockSeed ?? CommonOptions.defaultSeed
    setup.devices = mockDevices ?? setup.devices
    setup.fleet = try mockFleet.map { try MockFiles.fleet($0) }
    setup.parameters = try mockParameters.map { try MockFiles.parameters($0) }
    return setup
  }

  fileprivate var rest: RESTSettings {
    var settings = RESTSettings()
    if let family = upstream.family?.family { settings.family = family }
    settings.authScheme = upstream.authScheme ?? settings.authScheme
    if let rate { settings.rate = rate.perSecond }
    settings.maxConnections = upstream.maxConnections ?? settings.maxConnections
    settings.requestTimeout = upstream.requestTimeout ?? settings.requestTimeout
    settings.maxResponseBytes = upstream.maxResponseBytes ?? settings.maxResponseBytes
    settings.retry.backoffBase = backoffBase ?? settings.retry.backoffBase
    settings.retry.evidenceInterval = evidenceInterval ?? settings.retry.evidenceInterval
    return settings
  }

  fileprivate func token(isRequired: Bool) -> AccessToken {
    let file = upstream.tokenFile
    return AccessToken(isRequired: isRequired) { () throws(GatewayError) in
      guard let file else { return getenv("CPEGATE_TOKEN").map { String(cString: $0) } }
      return try TokenFile.read(file)
    }
  }

  /// The URL, and a host that has modules for its schemes.
  fileprivate func transportHost(
    _ log: @escaping @Sendable (TransportLogLevel, String) -> Void
  ) throws -> (TransportURL, TransportHost) {
    let url = try requiredURL()
    if url.isPlainHTTPBeyondLoopback, !(upstream.insecure ?? false) {
      throw ExitFailure.options(
        "--url: over plain http beyond this machine everybody on the way could read the token: use https, or say --insecure"
      )
    }
    guard upstream.clientKey == nil || upstream.clientCert != nil else {
      throw ExitFailure.options("--client-key is the key of a certificate: say --client-cert too")
    }
    if upstream.insecure ?? false {
      let what =
        url.isTLS ? "the certificate of upstream is not verified" : "the token travels where others can read it"
      Terminal.tell("cpegate: warning: --insecure: \(what)")
    }
    let host = TransportHost(
      places: ModulePlaces(pluginDirectory: upstream.pluginDir, executable: Executable.path),
      options: transportOptions(for: url), log: log)
    do throws(TransportHostError) {
      try host.check(url)
    } catch {
      throw ExitFailure(error)
    }
    return (url, host)
  }

  /// Options of modules as they were said, behind those that have a name of their own.
  func transportOptions(for url: TransportURL) -> [TransportOption] {
    guard ["http", "https", "unix"].contains(url.scheme) else { return upstream.transportOption }
    let named: [(String, String?)] = [
      ("ca_file", upstream.caFile), ("client_cert", upstream.clientCert), ("client_key", upstream.clientKey),
      ("insecure", upstream.insecure.map { $0 ? "true" : "false" }),
      ("connect_timeout", upstream.connectTimeout.map { "\($0)" }),
      ("max_connections", upstream.maxConnections.map { "\($0)" }),
    ]
    return named.compactMap { name, value in value.map { TransportOption(module: "http", name: name, value: $0) } }
      + upstream.transportOption
  }
}

extension ExitFailure {
  /// A scheme without a module is told by a status of its own (protocol.md 4).
  fileprivate init(_ error: TransportHostError) {
    let message = "--url: \(error.message)"
    self = error.kind == .noModule ? ExitFailure(status: 69, message: message) : .options(message)
  }
}

extension TransportURL {
  /// Whether requests leave for a server, which asks for a token.
  fileprivate var reachesHost: Bool { !["replay", "exec"].contains(scheme) }
}

extension ListedTransport {
  /// Nil for a manifest that is not taken.
  fileprivate init?(_ listing: TransportListing) {
    guard let scheme = listing.scheme else { return nil }
    self.init(
      scheme: scheme, module: listing.module, version: listing.version, abi: listing.abi, path: listing.path,
      isLoaded: listing.isLoaded, refusal: listing.refusal)
  }
}
