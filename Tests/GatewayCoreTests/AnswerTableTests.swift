internal import GatewayCore
internal import Testing

/// What upstream's answers mean, row by row (protocol.md 7).
@Suite struct AnswerTableTests {
  static let named: [(status: Int, event: OperationEvent)] = [
    (200, .accepted), (201, .accepted), (202, .accepted), (204, .accepted), (299, .accepted), (409, .unavailable),
    (422, .unavailable), (429, .rateLimited), (503, .rateLimited), (401, .unauthorized), (400, .rejected),
    (403, .rejected), (405, .rejected), (410, .rejected), (418, .rejected), (500, .outcomeUnknown),
    (502, .outcomeUnknown), (504, .outcomeUnknown), (599, .outcomeUnknown),
  ]

  @Test(arguments: named) func aStatusMeansAnEvent(_ status: Int, _ event: OperationEvent) {
    #expect(AnswerTable.meaning(of: .status(status), isHeadless: false) == .event(event))
    guard status != 422 else { return }
    #expect(AnswerTable.meaning(of: .status(status), isHeadless: true) == .event(event))
  }

  @Test func aHeadlessOperationThatIsUnprocessableIsRejected() {
    #expect(AnswerTable.meaning(of: .status(422), isHeadless: true) == .event(.rejected))
  }

  @Test(arguments: [true, false]) func whatIsNotThereIsLookedAtAgain(_ isHeadless: Bool) {
    #expect(AnswerTable.meaning(of: .status(404), isHeadless: isHeadless) == .lookAgain)
  }

  @Test(arguments: [true, false]) func whatTheTransportSaysCounts(_ isHeadless: Bool) {
    #expect(AnswerTable.meaning(of: .nothingSent, isHeadless: isHeadless) == .event(.notSent))
    #expect(AnswerTable.meaning(of: .lost, isHeadless: isHeadless) == .event(.outcomeUnknown))
  }

  private static func event(of kind: ErrorKind) -> OperationEvent {
    switch kind {
    case .deviceUnavailable: .unavailable
    case .rateLimited: .rateLimited
    case .unauthorized: .unauthorized
    case .unreachable: .notSent
    case .outcomeUnknown, .upstreamError, .internal, .cancelled: .outcomeUnknown
    default: .rejected
    }
  }

  @Test(arguments: ErrorKind.allCases) func withoutHTTPTheKindsSayTheSame(_ kind: ErrorKind) {
    let event = AnswerTableTests.event(of: kind)
    #expect(AnswerTable.meaning(of: .kind(kind), isHeadless: false) == .event(event))
    #expect(AnswerTable.meaning(of: .kind(kind), isHeadless: true) == .event(event))
  }

  @Test(arguments: ErrorKind.allCases) func aBaselineThatFailsNeverLeavesADoubt(_ kind: ErrorKind) {
    let event = AnswerTableTests.event(of: kind)
    #expect(
      AnswerTable.meaningBeforeSending(of: .kind(kind)) == .event(event == .outcomeUnknown ? .notSent : event))
  }
}
