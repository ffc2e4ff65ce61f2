internal import GatewayCore

/// Whether upstream takes the token: after a refusal nothing is sent but one probe at a time (protocol.md 7).
struct AuthorizationPause: Sendable {
  /// When the next probe may go; nil while tokens work.
  private(set) var nextProbe: Timestamp?
  /// Refusals in a row.
  private(set) var refusals = 0

  var isOn: Bool { nextProbe != nil }

  mutating func refused(probeAgainAt next: Timestamp) {
    nextProbe = max(nextProbe ?? next, next)
    refusals += 1
  }

  /// Upstream answered something else: the token works.
  mutating func accepted() {
    nextProbe = nil
    refusals = 0
  }
}
