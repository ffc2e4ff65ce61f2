/// When an operation is tried again, and how long it is looked after (protocol.md 7).
package struct RetryPolicy: Sendable {
  /// Seconds before the first repetition; each further one takes twice as long.
  package var backoffBase = 1.0
  /// Seconds between two readings of a device for evidence.
  package var evidenceInterval = 10.0
  /// Overrides how long evidence is awaited.
  package var confirmationLimit: Double?

  package static let longestBackoff = 300.0
  package static let backoffSpread = 0.25
  package static let defaultExpiry = 86_400.0
  /// A hundred years.
  package static let longestExpiry = 36_525 * 86_400.0
  package static let defaultMaxAttempts = 5

  package init() {}

  /// Seconds to wait before the repetition of that number, from 0.
  ///
  /// - Parameter jitter: from -1 to 1; a quarter of it is added.
  package func backoff(repetition: Int, jitter: Double) -> Double {
    let doubled = repetition < 40 ? backoffBase * Double(1 << repetition) : RetryPolicy.longestBackoff
    return min(doubled, RetryPolicy.longestBackoff) * (1 + RetryPolicy.backoffSpread * jitter)
  }

  /// Seconds for which evidence is awaited, from the last dispatch on.
  package func limit(updateFrequency: Double?) -> Double {
    confirmationLimit ?? max(600, 3 * (updateFrequency ?? 0))
  }
}
