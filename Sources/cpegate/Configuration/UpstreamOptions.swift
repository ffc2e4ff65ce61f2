internal import ArgumentParser
internal import GatewayCore
internal import RESTBackend
internal import TransportHost

/// The options of an upstream that is spoken to by requests, and of what carries them there.
struct UpstreamOptions: ParsableArguments {
  @Option(
    name: .customLong("url"),
    help: ArgumentHelp(
      """
      Base of the Control API with /api/v1. Its scheme names the transport module and may stack: \
      https://control.example/api/v1, record+https://…, chaos+http://…, unix:/absolute.sock:/api/v1, replay:FILE, \
      exec:COMMAND.
      """, valueName: "url"), transform: readURL)
  private var namedURL: UnrepeatedOption<TransportURL>?

  var url: TransportURL? { namedURL?.value }

  @Option(
    help: ArgumentHelp(
      "File that holds the token of upstream and nothing else; or the variable CPEGATE_TOKEN.", valueName: "file"))
  var tokenFile: String?

  @Option(help: ArgumentHelp("The word before the token (Bearer).", valueName: "scheme"))
  var authScheme: RESTSettings.AuthScheme?

  @Option(
    help: ArgumentHelp("Which of the vendor's families lists and creates (auto, which is id).", valueName: "family"))
  var family: FamilyChoice?

  @Option(
    name: [.customShort("o"), .customLong("transport-option")],
    help: ArgumentHelp(
      "An option of a transport module, such as tape.file=FILE; cpegate transports lists them. Repeatable.",
      valueName: "module.name=value"), transform: readTransportOption)
  private var namedTransportOptions: [UnrepeatedOption<TransportOption>] = []

  var transportOption: [TransportOption] { namedTransportOptions.compactMap(\.value) }

  @Option(
    help: ArgumentHelp(
      "The only place for transport modules (../lib/cpegate beside the executable, else its own folder).",
      valueName: "folder"))
  var pluginDir: String?

  @Option(help: ArgumentHelp("Authorities to trust (the system's, or SSL_CERT_FILE).", valueName: "file"))
  var caFile: String?

  @Option(help: ArgumentHelp("Certificate that upstream asks clients for.", valueName: "file"))
  var clientCert: String?

  @Option(help: ArgumentHelp("Its key.", valueName: "file"))
  var clientKey: String?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Take an upstream whose certificate is not verified, or send the token over plain http beyond this machine.")
  var insecure: Bool?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How long connecting may take (10).", valueName: "seconds"),
    transform: number)
  var connectTimeout: Double?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How long one request may take, all of it (30).", valueName: "seconds"),
    transform: number)
  var requestTimeout: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Longest answer of upstream that is taken (67108864).", valueName: "bytes"),
    transform: wholeNumber)
  var maxResponseBytes: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Requests to upstream at once (16).", valueName: "n"),
    transform: wholeNumber)
  var maxConnections: Int?

  static let keys: [String] = [
    "url", "token-file", "auth-scheme", "family", "transport-option", "plugin-dir", "ca-file", "client-cert",
    "client-key", "insecure", "connect-timeout", "request-timeout", "max-response-bytes", "max-connections",
  ]

  func validate() throws {
    if let problem = namedURL?.problem { throw ValidationError("--url: \(problem)") }
    if let problem = namedTransportOptions.lazy.compactMap(\.problem).first {
      throw ValidationError("--transport-option: \(problem)")
    }
    try require(connectTimeout, in: 0.001...86_400, "--connect-timeout")
    try require(requestTimeout, in: 0.001...86_400, "--request-timeout")
    try require(maxResponseBytes, in: 1...1 << 30, "--max-response-bytes")
    try require(maxConnections, in: 1...10_000, "--max-connections")
  }
}

/// `auto`, or one of the vendor's families.
enum FamilyChoice: String, CaseIterable, ExpressibleByArgument {
  case auto
  case id
  case name
  case serial

  /// Nil where the backend may choose.
  var family: RESTSettings.Family? {
    switch self {
    case .auto: nil
    case .id: .id
    case .name: .name
    case .serial: .serial
    }
  }
}

extension RESTSettings.AuthScheme: ExpressibleByArgument {}

private func readURL(_ text: String) -> UnrepeatedOption<TransportURL> {
  UnrepeatedOption { () throws(TransportHostError) in try TransportURL(text) }
}

private func readTransportOption(_ text: String) -> UnrepeatedOption<TransportOption> {
  UnrepeatedOption { () throws(TransportHostError) in try TransportOption(text) }
}
