internal import GatewayCore

/// What a call was made for, which decides what its failure is called (protocol.md 8, "Inventory calls").
enum CallPurpose: Sendable {
  case reading
  case creating
  /// - Parameter renames: a unique member is written.
  case updating(renames: Bool)
  case deleting

  var isWrite: Bool {
    if case .reading = self { return false }
    return true
  }
}

extension APIFailure {
  /// The error of a call of the inventory.
  func error(_ purpose: CallPurpose, _ token: AccessToken) -> GatewayError {
    switch self {
    case .answered(let problem): told(problem, purpose, token)
    case .nothingSent(let failure): APIFailure.unreachable(failure, token)
    case .lost(let failure): told(failure, purpose, token)
    case .refused(let error): error
    case .cancelled: GatewayError(.cancelled, "cancelled by the client")
    }
  }

  /// Nothing was sent.
  static func unreachable(_ failure: TransportFailure, _ token: AccessToken) -> GatewayError {
    let message = token.removed(from: failure.message)
    var error = GatewayError(
      .unreachable, failure.reason == .refused ? message : "upstream cannot be reached: \(message)")
    error.hint =
      switch failure.reason {
      case .resolve: "is the host of --url spelled right?"
      case .connect: "is upstream running, and are host and port of --url right?"
      case .certificate: "--ca-file FILE names the authority to trust; cpegate doctor looks at the certificate"
      case .timedOut: "--connect-timeout says how long to try"
      case .refused: "cpegate transports and cpegate doctor tell more"
      case .other, .cancelled, .tls, .closed, .tooLarge, .garbled: nil
      }
    error.isRetryable = ![.certificate, .refused].contains(failure.reason)
    return error
  }

  private func told(_ problem: APIProblem, _ purpose: CallPurpose, _ token: AccessToken) -> GatewayError {
    let kind = APIFailure.kind(problem.status, purpose)
    var error = GatewayError(kind, "upstream answered \(problem.status): \(kind.meaning)")
    error.httpStatus = problem.status
    error.detail = problem.detail.map { token.removed(from: $0) }
    error.retryAfter = problem.retryAfter
    error.fields = problem.fields.map { field in
      FieldProblem(name: field.name, messages: field.messages.map { token.removed(from: $0) })
    }
    error.isRetryable = purpose.isWrite ? kind.isRetryable && problem.status >= 400 : isPassing
    error.hint =
      switch kind {
      case .unauthorized:
        "upstream does not take the token, or it lacks this right: look at CPEGATE_TOKEN or --token-file"
      case .forbidden: "the token is good, but not for this: ask for the right, or use another token"
      case .outcomeUnknown: "read the device to see whether it was done"
      case .upstreamError where 300..<400 ~= problem.status: "redirects are not followed: is --url right, with /api/v1?"
      default: nil
      }
    return error
  }

  private func told(_ failure: TransportFailure, _ purpose: CallPurpose, _ token: AccessToken) -> GatewayError {
    var error = GatewayError(
      purpose.isWrite ? .outcomeUnknown : .upstreamError, token.removed(from: failure.message))
    error.httpStatus = failure.status
    error.detail = APIProblem.clipped(String(decoding: failure.body.prefix(APIProblem.mostDetail), as: UTF8.self))
      .map { token.removed(from: $0) }
    if purpose.isWrite {
      error.hint = "read the device to see whether it was done"
    } else {
      error.isRetryable = isPassing
      if failure.reason == .tooLarge { error.hint = "--max-response-bytes says how long an answer may be" }
    }
    return error
  }

  private static func kind(_ status: Int, _ purpose: CallPurpose) -> ErrorKind {
    switch status {
    case 401: return .unauthorized
    case 403: return .forbidden
    case 404: return .notFound
    case 409:
      switch purpose {
      case .creating, .updating(renames: true): return .alreadyExists
      case .deleting: return .inUse
      case .reading, .updating(renames: false): return .deviceUnavailable
      }
    case 408: return purpose.isWrite ? .outcomeUnknown : .upstreamError
    case 429: return .rateLimited
    case 400..<500: return .rejected
    case 500...: return purpose.isWrite ? .outcomeUnknown : .upstreamError
    default: return .upstreamError
    }
  }
}
