internal import Glibc
internal import TransportModule

/// Where upstream is and how to speak to it, from what the module was opened with.
struct HTTPSettings: Sendable {
  enum Version: String, CaseIterable, Sendable {
    case http1 = "1.1"
    case http2 = "2"
    /// HTTP/2 where a server offers it in the handshake of TLS, else 1.1.
    case auto
  }

  /// What stands before the target of a request, without a slash at its end.
  let base: String
  /// The path of the socket for the scheme `unix`.
  let socketPath: String?
  let origin: Origin
  /// For messages: host and port, or the path of the socket.
  let place: String
  let isSecure: Bool
  let caFile: String?
  let clientCertificate: String?
  let clientKey: String?
  let isInsecure: Bool
  /// Milliseconds.
  let connectTimeout: Int
  let maxConnections: Int
  let version: Version

  /// Whether it may turn out that the server speaks HTTP/2.
  var mayShareConnections: Bool { version == .http2 || version == .auto && isSecure }

  static let options = [
    ModuleOption("ca_file", "PEM file of the certificates to trust instead of the system's (SSL_CERT_FILE)"),
    ModuleOption("client_cert", "PEM file of the certificate to show to the server (none)"),
    ModuleOption("client_key", "PEM file of its private key (the one in client_cert)"),
    ModuleOption("insecure", "true: do not verify the server's certificate (false)"),
    ModuleOption("connect_timeout", "Seconds for connecting, the TLS handshake included (10)"),
    ModuleOption("max_connections", "Connections open at a time (16)"),
    ModuleOption("http_version", "1.1, 2, or auto: 2 where a server offers it over TLS (auto)"),
  ]

  init(_ setup: ModuleSetup) throws(ModuleSetupError) {
    if setup.scheme == "unix" {
      let (path, url) = try Self.splitSocket(setup.rest)
      (socketPath, base, origin, place) = (path, url.text, url.origin, "the socket \(path)")
    } else {
      let url = try BaseURL("\(setup.scheme):\(setup.rest)")
      (socketPath, base, origin, place) = (nil, url.text, url.origin, url.origin.place)
    }
    isSecure = setup.scheme == "https"
    caFile = try setup.file("ca_file") ?? Self.environment("SSL_CERT_FILE")
    clientCertificate = try setup.file("client_cert")
    clientKey = try setup.file("client_key")
    if clientKey != nil && clientCertificate == nil {
      throw ModuleSetupError("http.client_key is said without http.client_cert: give the certificate of this key too")
    }
    isInsecure = try setup.boolean("insecure") ?? false
    connectTimeout = try Int(1000 * (setup.seconds("connect_timeout") ?? 10))
    maxConnections = try setup.wholeNumber("max_connections", in: 1...10_000) ?? 16
    version = try setup.choice("http_version") ?? .auto
  }

  /// `/absolute.sock:/api/v1`, split at the last colon.
  private static func splitSocket(_ rest: String) throws(ModuleSetupError) -> (String, BaseURL) {
    guard rest.hasPrefix("/"), let colon = rest.lastIndex(of: ":"), rest[colon...].hasPrefix(":/") else {
      throw ModuleSetupError("expected unix:/absolute/path.sock:/api/v1, found unix:\(rest)")
    }
    let path = String(rest[..<colon])
    let capacity = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
    guard path.utf8.count <= capacity else {
      throw ModuleSetupError(
        "the path of the socket has \(path.utf8.count) bytes, and the system allows \(capacity): use a shorter one")
    }
    return (path, try BaseURL("http://localhost" + rest[rest.index(after: colon)...]))
  }

  private static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
    return unsafe String(cString: value)
  }
}
