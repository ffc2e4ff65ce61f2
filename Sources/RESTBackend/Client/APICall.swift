internal import GatewayCore
internal import JSON

/// One call of the API, as the backend means it.
struct APICall: Sendable {
  let method: TransportRequest.Method
  let path: APIPath
  var body: JSONText?
  var priority = RequestPriority.interactive
  /// Whether doing it twice is doing it once.
  var repetition = Repetition.never
  /// A repeat that finds nothing shows that an earlier try has done it (control-api.md 9.32).
  var isDoneWhenGone = false
  /// Seconds for one try; nil for the usual limit.
  var timeLimit: Double?
  /// So often it is tried at most, where it may be tried again at all.
  var mostTries = 4

  enum Repetition: Sendable {
    /// Reading: whatever went wrong, it may be asked again.
    case read
    /// A write that may be sent again when its outcome is unknown.
    case write
    /// Sent once.
    case never
  }

  static func get(_ path: APIPath, _ priority: RequestPriority = .interactive) -> APICall {
    var call = APICall(method: .get, path: path)
    call.priority = priority
    call.repetition = .read
    return call
  }

  static func write(_ method: TransportRequest.Method, _ path: APIPath, _ body: JSONText?) -> APICall {
    var call = APICall(method: method, path: path, body: body)
    call.repetition = method == .post ? .never : .write
    return call
  }
}

/// Whose request goes first when there is not enough for all (protocol.md 10, `--rate`).
enum RequestPriority: Int, CaseIterable, Sendable {
  case interactive
  case dispatch
  case evidence
  case sync
}
