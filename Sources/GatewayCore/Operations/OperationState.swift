/// Where an operation stands (protocol.md 7).
package enum OperationState: String, CaseIterable, Sendable {
  case queued
  case waiting
  case dispatching
  case verifying
  case accepted
  case succeeded
  case failed
  case expired
  case cancelled
  case unconfirmed

  /// An end never changes.
  package var isEnd: Bool {
    switch self {
    case .queued, .waiting, .dispatching, .verifying, .accepted: false
    case .succeeded, .failed, .expired, .cancelled, .unconfirmed: true
    }
  }

  /// The request has left or is leaving: nothing else is sent to the device meanwhile.
  package var holdsDevice: Bool {
    switch self {
    case .dispatching, .verifying, .accepted: true
    case .queued, .waiting, .succeeded, .failed, .expired, .cancelled, .unconfirmed: false
    }
  }

  package var meaning: String {
    switch self {
    case .queued: "stored; will be sent as soon as its device and the limits are free"
    case .waiting: "stored; has a wake time or condition, told in waiting_for"
    case .dispatching: "the device is read, then the request is sent; the outcome is not known yet"
    case .verifying: "the request may or may not have arrived; the device is being read for evidence"
    case .accepted: "upstream took it; it runs on the device and evidence of its end is awaited"
    case .succeeded: "evidence shows that it was done"
    case .failed: "it was refused, or evidence shows that it went wrong"
    case .expired: "its deadline came before it could be sent"
    case .cancelled: "it was cancelled before it was sent"
    case .unconfirmed: "it may or may not have been done, and nothing tells"
    }
  }
}
