internal import ArgumentParser
internal import Gateway
internal import GatewayCore
internal import JSONRPC
internal import OperationEngine
internal import Simulator

/// The options that every command takes.
///
/// Each can also be said in the environment and in the configuration file, by the same name; see ``SettingSources``.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where devices come from (rest when there is a --url, else mock).", valueName: "kind"))
  var backend: BackendChoice?

  @OptionGroup var upstream: UpstreamOptions

  @OptionGroup var cache: CacheOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Devices of the mock fleet (100).", valueName: "n"),
    transform: wholeNumber)
  var mockDevices: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Which fleet the mock makes; the same seed makes the same fleet (1).", valueName: "n"),
    transform: wholeNumber)
  var mockSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "The mock's time: auto jumps while a request waits, virtual moves by mock.advance alone, real is the machine's (auto).",
      valueName: "clock"))
  var mockClock: MockClock.Mode?

  @Option(
    help: ArgumentHelp("Devices of the mock instead of the made-up ones (.csv, .ndjson, .json).", valueName: "file"))
  var mockFleet: String?

  @Option(help: ArgumentHelp("A parameter dump that becomes the whole tree of device 1 (.csv).", valueName: "file"))
  var mockParameters: String?

  @Option(
    help: ArgumentHelp(
      """
      A vendor's data model: XML, or a table of cpegate model. Repeatable: the first counts most, all before the \
      published ones. 'FILE@manufacturer=Acme*,software_version=2.*' is for devices whose record says so (members \
      \(ModelApplicability.members.joined(separator: " ")); * is any run of characters, a member named twice may be \
      either). Models named here replace those of the environment, these those of the profile, these those of the \
      file; none is none of them. The environment and the file take an array of texts too.
      """, valueName: "file"), transform: VendorModelFile.init)
  var model: [VendorModelFile] = []

  @Flag(inversion: .prefixedNo, exclusivity: .chooseLast, help: "Refuse what would change a device or its record.")
  var readOnly: Bool?

  @Option(help: ArgumentHelp("Import and export only below this folder.", valueName: "folder"))
  var filesRoot: String?

  @Option(help: ArgumentHelp("How messages are told apart (auto).", valueName: "framing"))
  var framing: Framing?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Longest message that is taken (16777216).", valueName: "bytes"),
    transform: wholeNumber)
  var maxMessageBytes: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Most messages in one array (10000).", valueName: "n"),
    transform: wholeNumber)
  var maxBatch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Requests in work at once; those that only wait do not count (1024).", valueName: "n"),
    transform: wholeNumber)
  var maxInFlight: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Bytes of requests not begun, and of answers not read (16777216).", valueName: "bytes"),
    transform: wholeNumber)
  var maxQueuedBytes: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How long the end waits for what is in work (30).", valueName: "seconds"), transform: number)
  var drainSeconds: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("End when this process ends instead of the parent; 0 watches none.", valueName: "pid"),
    transform: wholeNumber)
  var parentPid: Int32?

  @Option(
    help: ArgumentHelp(
      "Requests to upstream a second, every kind together, or none for no limit (10; none on the mock).", valueName: "n"
    ))
  var rate: Rate?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Operations being sent at once (64).", valueName: "n"),
    transform: wholeNumber)
  var maxDispatch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long evidence of an operation's end is awaited (600, or three times the device's update_frequency).",
      valueName: "seconds"), transform: number)
  var confirmationLimit: Double?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How often a device is read for evidence (10).", valueName: "seconds"),
    transform: number)
  var evidenceInterval: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The first pause before an operation is tried again; each doubles it (1).", valueName: "seconds"),
    transform: number)
  var backoffBase: Double?

  @Option(
    help: ArgumentHelp(
      "Configuration file, or none for none ($XDG_CONFIG_HOME/cpegate/config.json when it is there).", valueName: "file"
    ))
  var config: String?

  @Option(help: ArgumentHelp("A profile of the configuration file, laid over it.", valueName: "name"))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "The least that is logged on standard error (warning).", valueName: "level")
  )
  var logLevel: LogLevel?

  @Option(help: ArgumentHelp("How it is logged (text).", valueName: "format"))
  var logFormat: LogFormat?

  @Option(name: .customLong("token"), help: .hidden)
  var forbiddenToken: String?

  /// Options without a value: what stands behind them is no part of them.
  static let switches: Set<String> = [
    "--read-only", "--no-read-only", "--insecure", "--no-insecure", "--offline", "--no-offline", "--help", "-h",
    "--help-hidden", "--version",
  ]

  /// The names of all options as they are written in a configuration file.
  static let keys: [String] =
    [
      "backend", "mock-devices", "mock-seed", "mock-clock", "mock-fleet", "mock-parameters", "model", "read-only",
      "files-root",
      "framing", "max-message-bytes", "max-batch", "max-in-flight", "max-queued-bytes", "drain-seconds", "parent-pid",
      "rate",
      "max-dispatch", "confirmation-limit", "evidence-interval", "backoff-base", "config", "profile", "log-level",
      "log-format",
    ] + UpstreamOptions.keys + CacheOptions.keys

  /// Keys that are true or false.
  static let flags: Set<String> = ["read-only", "insecure", "offline"]

  /// The files of models, without those that were taken back.
  var vendorModels: [VendorModelFile] {
    Array(model[(model.lastIndex { $0.isNone }.map { $0 + 1 } ?? 0)...])
  }

  func validate() throws {
    guard forbiddenToken == nil else {
      throw ValidationError(
        "A token is never an argument: other users could read it. Use --token-file FILE or the variable CPEGATE_TOKEN.")
    }
    try require(mockDevices, in: 0...Simulation.mostDevices, "--mock-devices")
    try require(maxMessageBytes, in: 1...1 << 30, "--max-message-bytes")
    try require(maxBatch, in: 1...1_000_000, "--max-batch")
    try require(maxInFlight, in: 1...100_000, "--max-in-flight")
    try require(maxQueuedBytes, in: 1...1 << 32, "--max-queued-bytes")
    try require(drainSeconds, in: 0...86_400, "--drain-seconds")
    try require(parentPid, in: 0...Int32.max, "--parent-pid")
    try require(maxDispatch, in: 1...100_000, "--max-dispatch")
    try require(confirmationLimit, in: 0...RetryPolicy.longestExpiry, "--confirmation-limit")
    try require(evidenceInterval, in: 0.001...86_400, "--evidence-interval")
    try require(backoffBase, in: 0.001...300, "--backoff-base")
    if mockFleet != nil, mockDevices != nil {
      throw ValidationError("--mock-fleet brings its own devices: leave out --mock-devices.")
    }
  }
}

/// Where devices come from.
enum BackendChoice: String, CaseIterable, ExpressibleByArgument {
  case mock
  case rest
  case cache
}

enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
}

/// Requests a second, or no limit.
enum Rate: ExpressibleByArgument {
  case unlimited
  case perSecond(Double)

  init?(argument: String) {
    if argument == "none" {
      self = .unlimited
    } else if let rate = Double(argument), rate.isFinite, rate > 0 {
      self = .perSecond(rate)
    } else {
      return nil
    }
  }

  var perSecond: Double? {
    if case .perSecond(let rate) = self { return rate }
    return nil
  }
}

extension Framing: ExpressibleByArgument {}
extension LogLevel: ExpressibleByArgument {}
extension MockClock.Mode: ExpressibleByArgument {}
