internal import ControlServer
internal import GatewayCore
internal import RESTBackend
internal import TestSupport
internal import TransportHost

/// Ways to the Control API server of this process: straight, or through transport modules as they are built.
extension Backend {
  static func rest(over transport: any Transport) -> RESTBackend {
    var settings = RESTSettings()
    settings.rate = nil
    return RESTBackend(
      transport, token: AccessToken { () throws(GatewayError) in ControlServer.usualToken }, clock: ImpatientClock(),
      settings: settings)
  }

  /// The transport of a URL whose scheme `sim` is the server of this process.
  static func transport(
    _ url: String, _ options: [String], to server: ControlServer? = nil
  ) throws -> (transport: any Transport, host: TransportHost) {
    let host = TransportHost(
      places: ModulePlaces(pluginDirectory: nil, executable: "/proc/self/exe"),
      options: try options.map { try TransportOption($0) }
    ) { _, _ in }
    if let server { host.register(scheme: "sim", transport: ServerTransport(server)) }
    return (try host.open(TransportURL(url)), host)
  }
}
