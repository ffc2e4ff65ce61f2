internal import GatewayCore

/// Why a call of the API did not do what it was made for, before anybody says what that means.
enum APIFailure: Error, Sendable {
  /// Upstream answered, and not with 2xx.
  case answered(APIProblem)
  /// Certainly nothing was sent.
  case nothingSent(TransportFailure)
  /// Sent, and no whole answer that could be read came back.
  case lost(TransportFailure)
  /// Refused before anything was tried, as for a missing token.
  case refused(GatewayError)
  /// Nobody waits for it any more, and nothing was sent.
  case cancelled

  /// What the table of answers is asked.
  var answer: AnswerTable.Answer {
    switch self {
    case .answered(let problem): .status(problem.status)
    case .nothingSent: .nothingSent
    case .lost: .lost
    case .refused(let error): .kind(error.kind)
    case .cancelled: .kind(.unreachable)
    }
  }

  var status: Int? {
    if case .answered(let problem) = self { return problem.status }
    return nil
  }

  /// Whether trying again soon could help, by the rule for reads (protocol.md 8).
  var isPassing: Bool {
    switch self {
    case .answered(let problem): [408, 409, 429].contains(problem.status) || problem.status >= 500
    case .lost(let failure): failure.reason != .tooLarge && failure.reason != .cancelled
    case .nothingSent, .refused, .cancelled: false
    }
  }

  /// Whether upstream may have done it all the same.
  var mayHaveActed: Bool {
    switch self {
    case .answered(let problem): problem.status == 408 || problem.status >= 500
    case .lost: true
    case .nothingSent, .refused, .cancelled: false
    }
  }
}
