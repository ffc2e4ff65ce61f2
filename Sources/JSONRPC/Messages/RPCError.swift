package import JSON

/// An error answer: `code`, `message`, and a `data` object that always tells `kind` and `retryable` (protocol.md 8).
package struct RPCError: Error, Sendable {
  package let code: Int
  /// The name of the code, the same as `data.kind`.
  package let kind: String
  package let message: String
  /// The whole `data` object.
  package let data: JSONText

  /// - Parameter more: writes further members of `data`.
  package init(
    code: Int, kind: String, message: String, isRetryable: Bool = false, more: (inout JSONWriter) -> Void = { _ in }
  ) {
    self.code = code
    self.kind = kind
    self.message = message
    data = JSONText { writer in
      writer.beginObject()
      writer.member("kind")
      writer.string(kind)
      writer.member("retryable")
      writer.boolean(isRetryable)
      more(&writer)
      writer.endObject()
    }
  }

  /// The value of an answer's `error` member.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("code")
    writer.integer(code)
    writer.member("message")
    writer.string(message)
    writer.member("data")
    writer.raw(data)
    writer.endObject()
  }
}

/// The errors that belong to JSON-RPC and to the session itself.
extension RPCError {
  package static func parseError(_ reason: String, position: Int? = nil) -> RPCError {
    RPCError(code: -32700, kind: "parse_error", message: "not a message: \(reason)") { data in
      guard let position else { return }
      data.member("position")
      data.integer(position)
    }
  }

  package static func invalidRequest(_ reason: String) -> RPCError {
    RPCError(code: -32600, kind: "invalid_request", message: reason)
  }

  /// - Parameter known: the methods there are; the nearest is suggested.
  package static func methodNotFound(_ name: String, known: some Sequence<String>) -> RPCError {
    let nearest = NearestName.of(name, among: known)
    let suggestion = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    return RPCError(
      code: -32601, kind: "method_not_found", message: "no method \"\(JSONReadError.clip(name))\"\(suggestion)"
    ) { data in
      data.member("hint")
      data.string(nearest.map { "call \($0)" } ?? "rpc.discover lists the methods")
    }
  }

  package static func invalidParams(_ error: JSONReadError) -> RPCError {
    RPCError(code: -32602, kind: "invalid_params", message: error.message) { data in
      if let hint = error.hint {
        data.member("hint")
        data.string(hint)
      }
      data.member("path")
      data.string(error.pointer)
    }
  }

  package static func messageTooLarge(limit: Int) -> RPCError {
    RPCError(
      code: -32013, kind: "message_too_large", message: "a message of more than \(limit) bytes was dropped"
    ) { data in
      data.member("hint")
      data.string("send less at once, or raise --max-message-bytes")
    }
  }

  package static func overloaded(_ bound: String) -> RPCError {
    RPCError(code: -32014, kind: "overloaded", message: bound, isRetryable: true)
  }

  /// - Parameter operation: the id of what the call had stored.
  package static func cancelled(_ reason: String, operation: String? = nil) -> RPCError {
    RPCError(code: -32800, kind: "cancelled", message: reason) { data in
      guard let operation else { return }
      data.member("operation")
      data.string(operation)
    }
  }
}
