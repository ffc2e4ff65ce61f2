/// What an answer to a dispatched request means for its operation (protocol.md 7).
package enum AnswerTable {
  /// What came back, or did not.
  package enum Answer: Equatable, Sendable {
    case status(Int)
    /// The transport says that nothing was sent.
    case nothingSent
    /// A time-out after sending, or an answer that was lost or could not be read.
    case lost
    /// What a source without HTTP says.
    case kind(ErrorKind)
  }

  package enum Meaning: Equatable, Sendable {
    case event(OperationEvent)
    /// The device is read again by its id: gone is rejected, renamed is sent once more, else rejected.
    case lookAgain
  }

  /// One row: the answers it is about, and what they mean.
  package struct Row: Sendable {
    package let matches: @Sendable (_ answer: Answer, _ isHeadless: Bool) -> Bool
    package let meaning: Meaning

    fileprivate init(_ meaning: Meaning, _ matches: @escaping @Sendable (Answer, Bool) -> Bool) {
      self.matches = matches
      self.meaning = meaning
    }

    fileprivate static func statuses(_ statuses: Int..., mean meaning: Meaning) -> Row {
      Row(meaning) { answer, _ in
        if case .status(let status) = answer { return statuses.contains(status) }
        return false
      }
    }

    fileprivate static func kinds(_ kinds: ErrorKind..., mean meaning: Meaning) -> Row {
      Row(meaning) { answer, _ in
        if case .kind(let kind) = answer { return kinds.contains(kind) }
        return false
      }
    }
  }

  /// The first row that matches counts; the last one takes all that is left.
  package static let rows: [Row] = [
    Row(.event(.accepted)) { answer, _ in
      if case .status(200..<300) = answer { return true }
      return false
    },
    Row(.event(.unavailable)) { answer, isHeadless in answer == .status(409) || answer == .status(422) && !isHeadless },
    .statuses(429, 503, mean: .event(.rateLimited)),
    .statuses(401, mean: .event(.unauthorized)),
    .statuses(404, mean: .lookAgain),
    Row(.event(.outcomeUnknown)) { answer, _ in
      if case .status(500...) = answer { return true }
      return answer == .lost || answer == .status(408)
    },
    Row(.event(.notSent)) { answer, _ in answer == .nothingSent },
    .kinds(.deviceUnavailable, mean: .event(.unavailable)),
    .kinds(.rateLimited, mean: .event(.rateLimited)),
    .kinds(.unauthorized, mean: .event(.unauthorized)),
    .kinds(.unreachable, mean: .event(.notSent)),
    .kinds(.outcomeUnknown, .upstreamError, .internal, .cancelled, mean: .event(.outcomeUnknown)),
    Row(.event(.rejected)) { _, _ in true },
  ]

  package static func meaning(of answer: Answer, isHeadless: Bool) -> Meaning {
    rows.first { $0.matches(answer, isHeadless) }?.meaning ?? .event(.rejected)
  }

  /// What the failure of reading the device before sending means: nothing was sent, so no outcome is unknown.
  package static func meaningBeforeSending(of answer: Answer) -> Meaning {
    let meaning = meaning(of: answer, isHeadless: false)
    return meaning == .event(.outcomeUnknown) ? .event(.notSent) : meaning
  }
}
