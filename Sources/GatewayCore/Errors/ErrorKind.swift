/// The kinds of error that a client can switch on, with their JSON-RPC codes (protocol.md 8).
package enum ErrorKind: String, CaseIterable, Sendable {
  case parseError = "parse_error"
  case invalidRequest = "invalid_request"
  case methodNotFound = "method_not_found"
  case invalidParams = "invalid_params"
  case `internal`
  case upstreamError = "upstream_error"
  case notFound = "not_found"
  case alreadyExists = "already_exists"
  case deviceUnavailable = "device_unavailable"
  case unauthorized
  case forbidden
  case rateLimited = "rate_limited"
  case unreachable
  case outcomeUnknown = "outcome_unknown"
  case unsupported
  case invalidState = "invalid_state"
  case confirmationRequired = "confirmation_required"
  case idempotencyConflict = "idempotency_conflict"
  case messageTooLarge = "message_too_large"
  case overloaded
  case readOnly = "read_only"
  case rejected
  case inUse = "in_use"
  case invalidPath = "invalid_path"
  case stalePlan = "stale_plan"
  case cancelled
  case ioError = "io_error"

  package var code: Int {
    switch self {
    case .parseError: -32700
    case .invalidRequest: -32600
    case .methodNotFound: -32601
    case .invalidParams: -32602
    case .internal: -32603
    case .upstreamError: -32000
    case .notFound: -32001
    case .alreadyExists: -32002
    case .deviceUnavailable: -32003
    case .unauthorized: -32004
    case .forbidden: -32005
    case .rateLimited: -32006
    case .unreachable: -32007
    case .outcomeUnknown: -32008
    case .unsupported: -32009
    case .invalidState: -32010
    case .confirmationRequired: -32011
    case .idempotencyConflict: -32012
    case .messageTooLarge: -32013
    case .overloaded: -32014
    case .readOnly: -32015
    case .rejected: -32016
    case .inUse: -32017
    case .invalidPath: -32018
    case .stalePlan: -32019
    case .cancelled: -32800
    case .ioError: -32803
    }
  }

  /// Whether the same call may go well when it is simply made again later.
  package var isRetryable: Bool {
    switch self {
    case .upstreamError, .deviceUnavailable, .rateLimited, .unreachable, .overloaded: true
    default: false
    }
  }

  /// Kinds that the gateway itself decides, so that no upstream can be the cause of them.
  package var belongsToGateway: Bool {
    switch self {
    case .parseError, .invalidRequest, .methodNotFound, .messageTooLarge: true
    default: false
    }
  }

  /// What the kind means, for documents and for errors that have nothing better to say.
  package var meaning: String {
    switch self {
    case .parseError: "what was read is no message"
    case .invalidRequest: "the message is no JSON-RPC 2.0 request"
    case .methodNotFound: "there is no such method"
    case .invalidParams: "a param is unknown, missing, of the wrong type or out of range"
    case .internal: "a fault of cpegate itself"
    case .upstreamError: "upstream failed or answered something unreadable"
    case .notFound: "there is no such thing"
    case .alreadyExists: "another device has this name or serial number"
    case .deviceUnavailable: "the device is busy or offline"
    case .unauthorized: "upstream does not accept the token, or there is none"
    case .forbidden: "this is not allowed"
    case .rateLimited: "upstream wants fewer requests"
    case .unreachable: "upstream could not be reached; nothing was sent"
    case .outcomeUnknown: "the request was sent and its answer was lost: it may or may not have been done"
    case .unsupported: "this backend cannot do that"
    case .invalidState: "the state it is in does not allow that"
    case .confirmationRequired: "this needs confirm: true"
    case .idempotencyConflict: "the idempotency key was used for another operation"
    case .messageTooLarge: "the message is longer than allowed and was dropped"
    case .overloaded: "a stated bound is reached"
    case .readOnly: "the gateway was started with --read-only"
    case .rejected: "upstream refused the content"
    case .inUse: "live operations need it"
    case .invalidPath: "this is no parameter path"
    case .stalePlan: "a value that the plan rests on has moved"
    case .cancelled: "the client cancelled it, or the session ended first"
    case .ioError: "a local file or database failed"
    }
  }
}
