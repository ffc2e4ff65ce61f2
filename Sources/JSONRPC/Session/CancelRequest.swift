internal import JSON

/// `$/cancelRequest` {id}: every request with that id is asked to stop (protocol.md 5).
final class CancelRequest: CallBody {
  static let name: StaticString = "$/cancelRequest"
  private let target: RequestID

  init(params: JSONValue?) throws(RPCError) {
    do throws(JSONReadError) {
      target = try CancelRequest.target(params)
    } catch {
      throw .invalidParams(error)
    }
  }

  /// The id that is named.
  static func target(_ params: JSONValue?) throws(JSONReadError) -> RequestID {
    guard let params else { throw .missing("id") }
    var target: RequestID?
    // Null is an id like any other.
    try params.readMembersAndNulls(["id"]) { (_, value) throws(JSONReadError) in
      guard let id = RequestID(value) else { throw .expected("a string, an integer or null", found: value.kind) }
      target = id
    }
    guard let target else { throw .missing("id") }
    return target
  }

  func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {
    call.session.cancel(target)
  }
}
