/// What can be done to a request; the raw values are those of `chaos.kinds`.
enum FaultKind: String, CaseIterable, Sendable {
  /// The request leaves late.
  case latency
  /// Nobody takes the connection: nothing is sent.
  case connect
  /// The connection ends before upstream has read the request, which the client cannot know.
  case resetBefore = "reset_before"
  /// The connection ends when upstream has acted.
  case resetAfter = "reset_after"
  /// The answer ends early: said so by the connection, or not.
  case truncated
  /// The body of the answer is other bytes.
  case garbage
  /// 429 with `Retry-After`; upstream hears nothing of it.
  case rateLimited = "rate_limited"
  /// 500, 502, 503 or 504; but for 503, upstream may have acted.
  case serverError = "server_error"
  /// The answer comes late.
  case drip
  /// The answer says that it is HTML.
  case contentType = "content_type"

  /// Whether the client gets what it asked for all the same, if it waits.
  var isOnlySlow: Bool {
    switch self {
    case .latency, .drip: true
    case .connect, .resetBefore, .resetAfter, .truncated, .garbage, .rateLimited, .serverError, .contentType: false
    }
  }
}
