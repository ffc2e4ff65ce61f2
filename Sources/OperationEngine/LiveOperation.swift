internal import GatewayCore

/// An operation that has not ended, with what only its work needs to know.
struct LiveOperation: Sendable {
  var operation: Operation
  let isEphemeral: Bool
  /// The readings since before the last request.
  var trail: EvidenceTrail?
  var receipt: UpstreamReceipt?
  /// How often in a row it was put off.
  var repetition = 0
  /// The outcome of an earlier attempt is unknown.
  var mayHaveArrived = false
  /// Seconds for which evidence is still awaited, and when they were last counted.
  var limitLeft = 0.0
  var limitCountedAt = Timestamp(milliseconds: 0)
  /// Upstream showed the work as waiting when it was last read.
  var isPending = false
  var wakeKey: ClockKey?
  var deadlineKey: ClockKey?
  var evidenceKey: ClockKey?

  init(_ operation: Operation, isEphemeral: Bool) {
    self.operation = operation
    self.isEphemeral = isEphemeral
  }

  var facts: TransitionTable.Facts {
    TransitionTable.Facts(
      repetition: operation.kinds.repetition, startsLater: operation.notBefore != nil,
      attemptsLeft: operation.attempts < operation.maxAttempts, mayHaveArrived: mayHaveArrived)
  }

  /// Takes the step that an event leads to; false when it cannot happen now.
  mutating func apply(_ event: OperationEvent, at now: Timestamp, detail: String? = nil) -> Bool {
    guard let next = TransitionTable.next(from: operation.state, on: event, facts) else { return false }
    operation.history.append(
      Operation.Step(at: now, from: operation.state, to: next, event: event, detail: detail))
    operation.state = next
    operation.updatedAt = now
    operation.waitingFor = nil
    return true
  }

  /// Counts the time for evidence, which stands still while upstream shows the work as waiting, up to the deadline.
  mutating func countLimit(at now: Timestamp) {
    let from = isPending ? max(limitCountedAt, operation.expiresAt) : limitCountedAt
    limitLeft -= max(0, now.seconds(since: from))
    limitCountedAt = now
  }

  /// When the limit will be used up if nothing changes.
  var limitEnd: Timestamp {
    (isPending ? max(limitCountedAt, operation.expiresAt) : limitCountedAt).advanced(bySeconds: max(0, limitLeft))
  }
}
