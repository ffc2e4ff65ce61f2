import JSON

/// One request or notification as it was sent; the method's name and the params are still inside the document.
struct Envelope: ~Escapable {
  /// Nil for a notification.
  ///
  /// What is no request is answered too, under its id when that is a good one.
  let id: RequestID?
  let method: JSONName?
  let params: JSONValue?
  /// Why this is no request.
  let fault: RPCError?

  /// Reads the members that JSON-RPC 2.0 defines and passes over all others (protocol.md 2).
  @_lifetime(copy message)
  init(_ message: JSONValue) {
    var isVersion2 = false
    var id: RequestID?
    var hasBadID = false
    var method: JSONName?
    var params: JSONValue?
    var members = message.members
    while let member = members.next() {
      switch member.name {
      case "jsonrpc": isVersion2 = member.value.utf8Value?.equals("2.0") ?? false
      case "id":
        id = RequestID(member.value)
        hasBadID = id == nil
      case "method": method = member.value.utf8Value
      case "params": params = member.value
      default: break
      }
    }
    let reason: String? =
      if message.kind != .object {
        "a message is an object, found \(message.kind.described)"
      } else if hasBadID {
        "an id is a string, an integer or null"
      } else if !isVersion2 {
        "expected \"jsonrpc\":\"2.0\" in every message"
      } else if method == nil {
        "expected a method name that is a string"
      } else {
        nil
      }
    self.method = method
    self.params = params
    self.id = reason != nil && id == nil ? .null : id
    fault = reason.map { RPCError.invalidRequest($0) }
  }
}
