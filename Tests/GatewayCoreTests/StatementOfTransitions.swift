internal import GatewayCore

/// The table of protocol.md 7, written out once more: what the project's own table is held against.
enum StatementOfTransitions {
  /// What decides beside state and event.
  struct Situation {
    var repetition: OperationKind.Repetition
    var startsLater: Bool
    var attemptsLeft: Bool
    var mayHaveArrived: Bool
  }

  static func next(_ from: OperationState?, _ event: OperationEvent, _ situation: Situation) -> OperationState? {
    switch from {
    case nil: event == .submit ? (situation.startsLater ? .waiting : .queued) : nil
    case .queued: leavingQueue(event, situation)
    case .waiting: leavingWait(event, situation)
    case .dispatching: answered(event, situation)
    case .verifying: read(event, situation)
    case .accepted: shown(event)
    case .succeeded, .failed, .expired, .cancelled, .unconfirmed: nil
    }
  }

  private static func leavingQueue(_ event: OperationEvent, _ situation: Situation) -> OperationState? {
    switch event {
    case .defer: .waiting
    case .dispatch: .dispatching
    case .cancel: situation.mayHaveArrived ? .unconfirmed : .cancelled
    case .deadline: situation.mayHaveArrived ? .unconfirmed : .expired
    default: nil
    }
  }

  private static func leavingWait(_ event: OperationEvent, _ situation: Situation) -> OperationState? {
    switch event {
    case .wake: .queued
    case .cancel: situation.mayHaveArrived ? .unconfirmed : .cancelled
    case .deadline: situation.mayHaveArrived ? .unconfirmed : .expired
    default: nil
    }
  }

  private static func answered(_ event: OperationEvent, _ situation: Situation) -> OperationState? {
    switch event {
    case .accepted: return .accepted
    case .unavailable, .rateLimited, .notSent, .unauthorized: return .waiting
    case .rejected: return .failed
    case .outcomeUnknown:
      guard situation.repetition == .repeatable else { return .verifying }
      return situation.attemptsLeft ? .waiting : .unconfirmed
    default: return nil
    }
  }

  private static func read(_ event: OperationEvent, _ situation: Situation) -> OperationState? {
    switch event {
    case .arrived: return .accepted
    case .notArrived:
      guard situation.repetition == .observable else { return nil }
      return situation.attemptsLeft ? .waiting : .failed
    case .noEvidence: return .unconfirmed
    default: return nil
    }
  }

  private static func shown(_ event: OperationEvent) -> OperationState? {
    switch event {
    case .succeeded: .succeeded
    case .failed: .failed
    case .noEvidence: .unconfirmed
    default: nil
    }
  }
}
