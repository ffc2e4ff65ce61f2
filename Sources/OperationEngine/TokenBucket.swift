internal import GatewayCore

/// So many requests a second, with a burst of what one second allows.
struct TokenBucket: Sendable {
  private let rate: Double
  private let capacity: Double
  private var tokens: Double
  private var filledAt: Timestamp

  init(rate: Double, now: Timestamp) {
    self.rate = rate
    capacity = max(1, rate)
    tokens = capacity
    filledAt = now
  }

  /// Takes a token when there is one.
  mutating func take(at now: Timestamp) -> Bool {
    fill(at: now)
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }

  /// When the next token is there.
  mutating func nextToken(after now: Timestamp) -> Timestamp {
    fill(at: now)
    let seconds = max(0, (1 - tokens) / rate)
    // A whole millisecond more, so that it is there by then.
    return now.advanced(bySeconds: seconds + 0.0005)
  }

  private mutating func fill(at now: Timestamp) {
    tokens = min(capacity, tokens + max(0, now.seconds(since: filledAt)) * rate)
    filledAt = now
  }
}
