/// The bounds of a session (protocol.md 4 and 10).
package struct SessionLimits: Sendable {
  package var framing = Framing.auto
  package var maxMessageBytes = 16 << 20
  package var maxBatch = 10_000
  /// Requests in work at once; those that only wait do not count.
  package var maxInFlight = 1024
  /// Requests that only wait, at once.
  package var maxWaiting = 10_000
  /// Bytes of messages that are read and not started, and of answers that nobody has read.
  package var maxQueuedBytes = 16 << 20
  package var drainSeconds = 30.0
  /// Heavy calls that run at once.
  package var maxHeavy = 4
  /// A call starts only when all before it have ended or can go on only by the clock or a later call.
  package var isStepwise = false
  /// A call that is blocked by an earlier one counts as one that only waits, not as one in work.
  package var blockedCallsOnlyWait = false

  package init() {}
}
