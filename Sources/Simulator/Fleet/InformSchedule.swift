package import GatewayCore

/// The sessions that a device opens by itself while it is up.
package struct InformSchedule: Sendable, Equatable {
  /// One of them; all others lie whole periods before and behind it.
  package var anchor: Timestamp
  /// Seconds.
  package var period: Int

  /// The latest session at or before that time.
  func last(at now: Timestamp) -> Timestamp {
    let step = period * 1000
    let since = now.milliseconds - anchor.milliseconds
    let periods = since >= 0 ? since / step : (since - step + 1) / step
    return Timestamp(milliseconds: anchor.milliseconds + periods * step)
  }

  func next(after now: Timestamp) -> Timestamp {
    Timestamp(milliseconds: last(at: now).milliseconds + period * 1000)
  }
}
