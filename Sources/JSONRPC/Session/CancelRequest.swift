internal import JSON

/// `$/cancelRequest` {id}: every request with that id is asked to stop (protocol.md 5).
final class CancelRequest: CallBody {
  static let name: StaticString = "$/cancelRequest"
  private let target: RequestID

  init(params: JSONValue?) throws(RPCError) {
    guard let target = CancelRequest.target(params) else {
      throw .invalidParams(JSONReadError("expected the id of a request", steps: ["id"]))
    }
    self.target = target
  }

  /// The id that is named, or nil.
  static func target(_ params: JSONValue?) -> RequestID? {
    guard let id = params?.member("id") else { return nil }
    return RequestID(id)
  }

  func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {
    call.session.cancel(target)
  }
}
