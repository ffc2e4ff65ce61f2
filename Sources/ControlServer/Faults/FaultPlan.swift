/// Faults that requests meet: those that were asked for, and random ones from a seed.
struct FaultPlan: Sendable {
  /// What a request meets instead of its answer.
  struct Fault: Sendable, Equatable {
    enum Effect: Sendable, Equatable {
      case status(Int)
      case delivery(ControlAnswer.Delivery)
    }

    var effect: Effect
    /// The server did what it was asked before the fault.
    var acted = false
    /// Seconds, with a 429 or 503.
    var retryAfter: Int?
  }

  /// A fault that was asked for, for so many requests.
  struct Rule: Sendable {
    /// Nil for every method.
    var method: String?
    /// Nil for every path.
    var template: String?
    var fault: Fault
    var times = 1
  }

  private(set) var rules: [Rule] = []
  private var numbers: UInt64

  init(seed: Int) {
    numbers = UInt64(truncatingIfNeeded: seed)
  }

  mutating func reseed(_ seed: Int) {
    numbers = UInt64(truncatingIfNeeded: seed)
  }

  mutating func add(_ rule: Rule) { rules.append(rule) }
  mutating func removeAll() { rules = [] }

  /// The fault that a request meets, used up by that.
  mutating func next(_ method: String, _ template: String, _ switches: ControlSwitches) -> Fault? {
    if let place = rules.firstIndex(where: { rule in
      (rule.method ?? method) == method && (rule.template ?? template) == template
    }) {
      let fault = rules[place].fault
      rules[place].times -= 1
      if rules[place].times == 0 { rules.remove(at: place) }
      return fault
    }
    return random(switches)
  }

  private mutating func random(_ switches: ControlSwitches) -> Fault? {
    let shares: [(Double, Fault.Effect)] = [
      (switches.serverErrorShare, .status(500)), (switches.throttleShare, .status(429)),
      (switches.hangShare, .delivery(.hang)), (switches.closeShare, .delivery(.close)),
      (switches.cutShare, .delivery(.cut)),
    ]
    guard shares.contains(where: { $0.0 > 0 }) else { return nil }
    var place = Double(draw() >> 11) / Double(1 << 53)
    // Drawn in any case, so that a seed means the same faults whatever else is switched.
    let isEven = draw() & 1 == 0
    for (share, effect) in shares {
      guard place >= share else {
        var fault = Fault(effect: effect)
        fault.acted =
          effect == .delivery(.cut) || switches.faultActed == .after || switches.faultActed == .either && isEven
        if effect == .status(429), switches.retryAfter > 0 { fault.retryAfter = switches.retryAfter }
        return fault
      }
      place -= share
    }
    return nil
  }

  /// SplitMix64.
  private mutating func draw() -> UInt64 {
    numbers &+= 0x9E37_79B9_7F4A_7C15
    var value = numbers
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

extension FaultPlan.Fault {
  /// Puts the fault in the place of the answer.
  func apply(to answer: inout ControlAnswer, _ switches: ControlSwitches) {
    switch effect {
    case .delivery(let delivery): answer.delivery = delivery
    case .status(let status):
      var error = APIError(status, StatusText.detail(status))
      error.retryAfter = retryAfter
      answer = error.answer(switches)
    }
  }
}
