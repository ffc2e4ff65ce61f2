internal import GatewayCore

/// Lets so many requests through in each minute of every token.
struct RateLimiter: Sendable {
  private var windows: [String: (minute: Int, count: Int)] = [:]

  /// Nil when the request may pass, else the seconds until the next minute.
  mutating func take(_ token: String, at now: Timestamp, perMinute limit: Int) -> Int? {
    let minute = now.milliseconds / 60_000
    var window = windows[token] ?? (minute, 0)
    if window.minute != minute { window = (minute, 0) }
    window.count += 1
    windows[token] = window
    return window.count > limit ? 60 - now.milliseconds % 60_000 / 1000 : nil
  }
}
