/// How long a child that died is left alone before it is started again: 0.1 s, doubling up to 10 s.
struct BackOff {
  private var delay = 0
  private var until = Int.min

  private static let (shortest, longest) = (100_000_000, 10_000_000_000)

  /// - Parameter now: nanoseconds.
  mutating func noteDeath(at now: Int) {
    delay = delay == 0 ? BackOff.shortest : min(delay * 2, BackOff.longest)
    until = now + delay
  }

  /// A good answer: the next death counts as the first.
  mutating func noteAnswer() {
    delay = 0
  }

  /// Seconds until it may be started; nil when it may be now.
  func secondsLeft(at now: Int) -> Double? {
    now < until ? Double(until - now) / 1e9 : nil
  }
}
