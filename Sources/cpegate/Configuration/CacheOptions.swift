internal import ArgumentParser
internal import CacheBackend

/// The options of the cache, and of the folder that it lives in.
struct CacheOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the cache stands in front of (rest when there is a --url, else mock).", valueName: "kind"))
  var upstream: CachedUpstream?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Answer from the cache alone: upstream is never asked, and writes are refused as unreachable.")
  var offline: Bool?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How often the cache reads what changed upstream without being asked (never).", valueName: "seconds"),
    transform: number)
  var syncEvery: Double?

  @Option(
    help: ArgumentHelp(
      """
      Folder of what is kept from one run to the next, which today is the file of the cache; none keeps nothing \
      ($XDG_STATE_HOME/cpegate/NAME for a cache over rest, NAME being the profile, else made of the URL; none for a cache \
      over the mock). Operations are not kept yet.
      """, valueName: "folder"))
  var stateDir: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How long the cache keeps changes of devices; 0 keeps none (30).", valueName: "days"),
    transform: number)
  var historyDays: Double?

  static let keys: [String] = ["upstream", "offline", "sync-every", "state-dir", "history-days"]

  func validate() throws {
    if upstream == .process {
      throw ValidationError("--upstream process: there is no such backend in this version yet; say mock or rest.")
    }
    try require(syncEvery, in: 0.1...2_592_000, "--sync-every")
    try require(historyDays, in: 0...36_500, "--history-days")
    if stateDir?.isEmpty ?? false {
      throw ValidationError("Expected a folder, or none, for '--state-dir'; found an empty text.")
    }
  }

  var settings: CacheSettings {
    var settings = CacheSettings()
    settings.historyDays = historyDays ?? settings.historyDays
    settings.syncEvery = isOffline ? nil : syncEvery
    settings.report = { line in Terminal.tell("cpegate: warning: \(line)") }
    return settings
  }

  var isOffline: Bool { offline ?? false }
}

/// What a cache stands in front of.
enum CachedUpstream: String, CaseIterable, ExpressibleByArgument {
  case mock
  case rest
  /// Part of the contract, and not there yet: it is refused by name, where another word would be told as unknown.
  case process

  static var allValueStrings: [String] { [mock.rawValue, rest.rawValue] }
}
