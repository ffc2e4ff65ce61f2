internal import TransportModule

/// What the options of the module say.
struct ChaosSettings: Sendable {
  let seed: UInt64
  /// The share of requests that meet a fault, from 0 to 1.
  let rate: Double
  /// Those to choose from, in the order of ``FaultKind``; at least one.
  let kinds: [FaultKind]
  /// Of the same request; then one goes through, so that whoever tries again gets an answer in the end.
  let maxInARow: Int
  /// Of a late request or answer.
  let latencyMilliseconds: ClosedRange<Int>
  let retryAfterSeconds: Int

  static let options = [
    ModuleOption(
      "kinds",
      "Faults to choose from, separated by commas: \(FaultKind.allCases.map(\.rawValue).joined(separator: " ")) (all)."),
    ModuleOption("latency_ms", "Milliseconds by which something is late, as LOW-HIGH or one number (10-250)."),
    ModuleOption("max_in_a_row", "How often in a row the same request may fail before it goes through (2)."),
    ModuleOption("rate", "The share of requests that meet a fault, from 0 to 1 (0.3)."),
    ModuleOption("retry_after_s", "What Retry-After says beside 429, in whole seconds (1)."),
    ModuleOption("seed", "A whole number from 0; the same one makes the same faults (1)."),
  ]

  init(_ setup: ModuleSetup) throws(ModuleSetupError) {
    seed = UInt64(try setup.wholeNumber("seed", in: 0...Int.max) ?? 1)
    rate = try setup.number("rate", in: 0...1) ?? 0.3
    maxInARow = try setup.wholeNumber("max_in_a_row", in: 1...1_000_000) ?? 2
    retryAfterSeconds = try setup.wholeNumber("retry_after_s", in: 0...86_400) ?? 1
    latencyMilliseconds = try ChaosSettings.latency(setup)
    kinds = try ChaosSettings.kinds(setup)
  }

  private static func latency(_ setup: ModuleSetup) throws(ModuleSetupError) -> ClosedRange<Int> {
    guard let text = setup.text("latency_ms") else { return 10...250 }
    let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let bounds = 0...60_000
    guard (1...2).contains(numbers.count), let first = numbers.first, let low = first, let last = numbers.last,
      let high = last, bounds.contains(low), bounds.contains(high), low <= high
    else {
      throw setup.error("latency_ms", expected: "milliseconds from 0 to 60000, as LOW-HIGH or one number")
    }
    return low...high
  }

  private static func kinds(_ setup: ModuleSetup) throws(ModuleSetupError) -> [FaultKind] {
    guard let text = setup.text("kinds") else { return FaultKind.allCases }
    var chosen: Set<FaultKind> = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let kind = FaultKind(rawValue: String(name)) else {
        let known = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw setup.error("kinds", expected: "a list, separated by commas, of \(known)")
      }
      chosen.insert(kind)
    }
    return FaultKind.allCases.filter(chosen.contains)
  }
}
