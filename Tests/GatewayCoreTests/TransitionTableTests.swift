internal import GatewayCore
internal import Testing

/// Every sequence of events up to length seven, held against the table of protocol.md 7 as the test states it.
@Suite struct TransitionTableTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let repetition: OperationKind.Repetition
    let startsLater: Bool
    let maxAttempts: Int

    var testDescription: String { "\(repetition), starts later: \(startsLater), at most \(maxAttempts)" }

    static let all: [Setting] = [OperationKind.Repetition.repeatable, .observable, .atMostOnce].flatMap { repetition in
      [false, true].flatMap { startsLater in
        [1, 2, 5].map { Setting(repetition: repetition, startsLater: startsLater, maxAttempts: $0) }
      }
    }
  }

  private struct Walk {
    let setting: Setting
    var visited = 0
    var disagreements: [String] = []
    var ends: Set<OperationState> = []

    mutating func go(from state: OperationState?, _ path: [OperationEvent], attempts: Int, mayHaveArrived: Bool) {
      for event in OperationEvent.allCases {
        visited += 1
        let isAttempt = [.accepted, .rejected, .outcomeUnknown].contains(event) && state == .dispatching
        let made = attempts + (isAttempt ? 1 : 0)
        let left = made < setting.maxAttempts
        let stated = StatementOfTransitions.next(
          state, event,
          .init(
            repetition: setting.repetition, startsLater: setting.startsLater, attemptsLeft: left,
            mayHaveArrived: mayHaveArrived))
        let told = TransitionTable.next(
          from: state, on: event,
          .init(
            repetition: setting.repetition, startsLater: setting.startsLater, attemptsLeft: left,
            mayHaveArrived: mayHaveArrived))
        if stated != told { disagreements.append("\(path.map(\.rawValue)) \(event.rawValue)") }
        // A refused event ends its sequence.
        guard let next = told else { continue }
        if next.isEnd { ends.insert(next) }
        guard path.count < 6 else { continue }
        let isUnknown = event == .outcomeUnknown || event == .accepted || event == .arrived
        go(
          from: next, path + [event], attempts: made,
          mayHaveArrived: event == .notArrived ? false : mayHaveArrived || isUnknown)
      }
    }
  }

  @Test(arguments: Setting.all) func everySequenceGoesAsTheContractSays(_ setting: Setting) {
    var walk = Walk(setting: setting)
    walk.go(from: nil, [], attempts: 0, mayHaveArrived: false)
    #expect(walk.disagreements == [])
    #expect(walk.visited > 1000)
    let reached: Set<OperationState> = [.succeeded, .failed, .expired, .cancelled, .unconfirmed]
    #expect(walk.ends == reached)
  }

  @Test(arguments: OperationState.allCases.filter(\.isEnd), OperationEvent.allCases)
  func anEndNeverChanges(_ end: OperationState, _ event: OperationEvent) {
    for repetition in [OperationKind.Repetition.repeatable, .observable, .atMostOnce] {
      for flags in 0..<8 {
        let facts = TransitionTable.Facts(
          repetition: repetition, startsLater: flags & 1 != 0, attemptsLeft: flags & 2 != 0,
          mayHaveArrived: flags & 4 != 0)
        #expect(TransitionTable.next(from: end, on: event, facts) == nil)
      }
    }
  }

  @Test func theDiagramTellsEveryRowOnce() {
    let lines = TransitionTable.mermaid.split(separator: "\n").dropFirst().map(String.init)
    #expect(Set(lines).count == lines.count)
    for row in TransitionTable.rows {
      let edge = "\(row.from?.rawValue ?? "[*]") --> \(row.to.rawValue) : "
      let line = lines.first { $0.contains(edge) }
      #expect(line?.contains(row.event.rawValue) == true)
    }
    #expect(lines.count { $0.hasSuffix("--> [*]") } == 5)
  }

  static let kinds: [(kind: OperationKind, repetition: OperationKind.Repetition)] = [
    (.get, .repeatable), (.set, .repeatable), (.sync, .repeatable), (.reconf, .repeatable), (.firmware, .observable),
    (.reboot, .atMostOnce), (.factory, .atMostOnce), (.deviceFactory, .atMostOnce), (.addObject, .atMostOnce),
    (.deleteObject, .atMostOnce),
  ]

  @Test(arguments: kinds) func aKindSaysWhetherItBearsRepetition(
    _ kind: OperationKind, _ repetition: OperationKind.Repetition
  ) {
    #expect(kind.repetition == repetition)
    #expect(OperationKinds(kind).repetition == repetition)
  }

  @Test func anArrayBearsAsMuchAsItsWeakestKind() {
    #expect(OperationKinds(several: [.sync, .reconf]).repetition == .repeatable)
    #expect(OperationKinds(several: [.sync, .reboot]).repetition == .atMostOnce)
    #expect(OperationKinds(several: [.reconf, .factory]).needsConfirmation)
  }
}
