/// Which event leads an operation from where to where: the one place that decides a state (protocol.md 7).
package enum TransitionTable {
  /// One row; where several share `from` and `event`, their conditions tell them apart.
  package struct Transition: Equatable, Sendable {
    /// Nil before the operation exists.
    package let from: OperationState?
    package let event: OperationEvent
    package let condition: Condition
    package let to: OperationState

    init(_ from: OperationState?, _ event: OperationEvent, _ to: OperationState, when condition: Condition = .always) {
      self.from = from
      self.event = event
      self.condition = condition
      self.to = to
    }
  }

  /// What must be so for a row to count.
  package enum Condition: Equatable, Sendable {
    case always
    /// It may be sent as soon as its device is free.
    case startsAtOnce
    /// It has a time before which it is not sent, or its rollout holds it.
    case startsLater
    /// No attempt so far may have arrived.
    case nothingMayHaveArrived
    /// An earlier attempt may have arrived.
    case somethingMayHaveArrived
    /// A kind that bears repetition, with attempts left.
    case mayRepeat
    /// A kind that bears repetition, its attempts spent.
    case repetitionsSpent
    /// A kind that is not sent again before the device was read.
    case mustVerify
    /// Reading can show that it was not taken, and attempts are left.
    case mayResend
    /// Reading can show that it was not taken, and attempts are spent.
    case resendsSpent
  }

  /// What is known of an operation beside its state.
  package struct Facts: Equatable, Sendable {
    package var repetition: OperationKind.Repetition
    package var startsLater: Bool
    package var attemptsLeft: Bool
    /// The outcome of an earlier attempt is unknown.
    package var mayHaveArrived: Bool

    package init(
      repetition: OperationKind.Repetition, startsLater: Bool = false, attemptsLeft: Bool = true,
      mayHaveArrived: Bool = false
    ) {
      self.repetition = repetition
      self.startsLater = startsLater
      self.attemptsLeft = attemptsLeft
      self.mayHaveArrived = mayHaveArrived
    }
  }

  package static let rows: [Transition] = [
    Transition(nil, .submit, .queued, when: .startsAtOnce),
    Transition(nil, .submit, .waiting, when: .startsLater),
    Transition(.queued, .defer, .waiting),
    Transition(.queued, .dispatch, .dispatching),
    Transition(.queued, .cancel, .cancelled, when: .nothingMayHaveArrived),
    Transition(.queued, .deadline, .expired, when: .nothingMayHaveArrived),
    Transition(.queued, .cancel, .unconfirmed, when: .somethingMayHaveArrived),
    Transition(.queued, .deadline, .unconfirmed, when: .somethingMayHaveArrived),
    Transition(.waiting, .wake, .queued),
    Transition(.waiting, .cancel, .cancelled, when: .nothingMayHaveArrived),
    Transition(.waiting, .deadline, .expired, when: .nothingMayHaveArrived),
    Transition(.waiting, .cancel, .unconfirmed, when: .somethingMayHaveArrived),
    Transition(.waiting, .deadline, .unconfirmed, when: .somethingMayHaveArrived),
    Transition(.dispatching, .accepted, .accepted),
    Transition(.dispatching, .unavailable, .waiting),
    Transition(.dispatching, .rateLimited, .waiting),
    Transition(.dispatching, .notSent, .waiting),
    Transition(.dispatching, .unauthorized, .waiting),
    Transition(.dispatching, .rejected, .failed),
    Transition(.dispatching, .outcomeUnknown, .waiting, when: .mayRepeat),
    Transition(.dispatching, .outcomeUnknown, .unconfirmed, when: .repetitionsSpent),
    Transition(.dispatching, .outcomeUnknown, .verifying, when: .mustVerify),
    Transition(.verifying, .arrived, .accepted),
    Transition(.verifying, .notArrived, .waiting, when: .mayResend),
    Transition(.verifying, .notArrived, .failed, when: .resendsSpent),
    Transition(.verifying, .noEvidence, .unconfirmed),
    Transition(.accepted, .succeeded, .succeeded),
    Transition(.accepted, .failed, .failed),
    Transition(.accepted, .noEvidence, .unconfirmed),
  ]

  /// The state that an event leads to; nil when it cannot happen there.
  package static func next(from state: OperationState?, on event: OperationEvent, _ facts: Facts) -> OperationState? {
    rows.first { $0.from == state && $0.event == event && holds($0.condition, facts) }?.to
  }

  private static func holds(_ condition: Condition, _ facts: Facts) -> Bool {
    switch condition {
    case .always: true
    case .startsAtOnce: !facts.startsLater
    case .startsLater: facts.startsLater
    case .nothingMayHaveArrived: !facts.mayHaveArrived
    case .somethingMayHaveArrived: facts.mayHaveArrived
    case .mayRepeat: facts.repetition == .repeatable && facts.attemptsLeft
    case .repetitionsSpent: facts.repetition == .repeatable && !facts.attemptsLeft
    case .mustVerify: facts.repetition != .repeatable
    case .mayResend: facts.repetition == .observable && facts.attemptsLeft
    case .resendsSpent: facts.repetition == .observable && !facts.attemptsLeft
    }
  }

  /// The table as a Mermaid state diagram.
  package static var mermaid: String {
    var lines = ["stateDiagram-v2"]
    var told: Set<String> = []
    for row in rows {
      let edge = "\(row.from?.rawValue ?? "[*]") --> \(row.to.rawValue)"
      guard told.insert(edge).inserted else { continue }
      let events = rows.filter { $0.from == row.from && $0.to == row.to }.map(\.event.rawValue)
      lines.append("    \(edge) : \(events.joined(separator: ", "))")
    }
    for state in OperationState.allCases where state.isEnd { lines.append("    \(state.rawValue) --> [*]") }
    return lines.joined(separator: "\n")
  }
}
