internal import CTransport

/// What became of a request.
package struct ModuleAnswer: Sendable {
  package enum Outcome: Equatable, Sendable {
    /// A whole answer of upstream.
    case answered
    /// Certainly nothing of the request reached upstream.
    case notSent(ModuleReason)
    /// Upstream may have got the request and acted on it; ``status`` and ``body`` hold what was received.
    case outcomeUnknown(ModuleReason)
  }

  package var outcome: Outcome
  /// Of HTTP; 0 when none was received.
  package var status: Int32 = 0
  package var headers = ModuleHeaders()
  package var body: [UInt8] = []
  /// Beside any outcome but ``Outcome/answered``: one sentence for a person, without tokens or passwords.
  package var message = ""

  package init(_ outcome: Outcome, message: String) {
    self.outcome = outcome
    self.message = message
  }

  package init(status: Int32, headers: ModuleHeaders = ModuleHeaders(), body: [UInt8] = []) {
    outcome = .answered
    self.status = status
    self.headers = headers
    self.body = body
  }

  init(_ answer: cpegate_answer) {
    let reason = unsafe ModuleReason(rawValue: answer.reason) ?? .other
    // An outcome that is not known here cannot be taken for a harmless one.
    let code = unsafe answer.outcome
    outcome =
      switch code {
      case CPEGATE_ANSWERED: .answered
      case CPEGATE_NOT_SENT: .notSent(reason)
      default: .outcomeUnknown(reason)
      }
    unsafe status = answer.status
    unsafe headers = ModuleHeaders(answer.headers, count: answer.header_count)
    unsafe body = answer.body.owned ?? []
    unsafe message = answer.message.text
  }

  func lend(_ work: (UnsafePointer<cpegate_answer>) -> Void) {
    let (outcome, reason): (Int32, Int32) =
      switch outcome {
      case .answered: (CPEGATE_ANSWERED, CPEGATE_REASON_NONE)
      case .notSent(let reason): (CPEGATE_NOT_SENT, reason.rawValue)
      case .outcomeUnknown(let reason): (CPEGATE_OUTCOME_UNKNOWN, reason.rawValue)
      }
    unsafe headers.lend { headers, count in
      unsafe body.lend { body in
        unsafe message.lend { message in
          var answer = unsafe cpegate_answer(
            size: UInt32(MemoryLayout<cpegate_answer>.size), outcome: outcome, reason: reason, status: status,
            headers: headers, header_count: count, body: body, message: message)
          unsafe work(&answer)
        }
      }
    }
  }
}
