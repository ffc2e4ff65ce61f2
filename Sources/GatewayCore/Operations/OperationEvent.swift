/// What happens to an operation, by the names that its history tells.
package enum OperationEvent: String, CaseIterable, Sendable {
  case submit
  /// It must wait for a time or condition.
  case `defer`
  case wake
  case dispatch
  case accepted
  case unavailable
  case rateLimited = "rate_limited"
  case notSent = "not_sent"
  case unauthorized
  case rejected
  case outcomeUnknown = "outcome_unknown"
  case arrived
  case notArrived = "not_arrived"
  case succeeded
  case failed
  case noEvidence = "no_evidence"
  case cancel
  case deadline
}
