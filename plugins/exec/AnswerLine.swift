internal import JSON
internal import TransportModule

/// A line of the child: which request it answers, and with what.
struct AnswerLine {
  let id: Int
  /// Nil where the line names a request and says nothing of it that could be read; ``fault`` says why.
  let answer: ModuleAnswer?
  let fault: String

  /// - Throws: why the line does not even say which request it is for.
  init(_ line: [UInt8]) throws(AnswerLineError) {
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: line.span)
    } catch {
      throw AnswerLineError(reason: "\(error.reason) at byte \(error.position)")
    }
    guard let id = document.read({ (root) in root.member("id")?.integerValue }) else {
      throw AnswerLineError(reason: "there is no member \"id\" that is an integer")
    }
    self.id = id
    do throws(JSONReadError) {
      answer = try document.read { (root) throws(JSONReadError) in try AnswerLine.read(root) }
      fault = ""
    } catch {
      answer = nil
      fault = error.message
    }
  }

  private static func read(_ root: JSONValue) throws(JSONReadError) -> ModuleAnswer {
    var (status, error): (Int?, ModuleAnswer?) = (nil, nil)
    var headers = ModuleHeaders()
    var body: [UInt8]?
    try root.readMembers(["id", "status", "headers", "body", "body_base64", "error"]) {
      (name, value) throws(JSONReadError) in
      switch name {
      case "status": status = try value.readInteger(in: 100...599)
      case "headers": headers = try read(headers: value)
      case "body": body = Array(try value.readString().utf8)
      case "body_base64":
        guard let bytes = Base64.decode(try value.readString()) else { throw JSONReadError("expected base64") }
        body = bytes
      case "error": error = try read(error: value)
      default: break
      }
    }
    if let error {
      var answer = error
      answer.status = Int32(status ?? 0)
      answer.body = body ?? []
      return answer
    }
    guard let status else { throw .missing("status") }
    return ModuleAnswer(status: Int32(status), headers: headers, body: body ?? [])
  }

  private static func read(headers value: JSONValue) throws(JSONReadError) -> ModuleHeaders {
    ModuleHeaders(
      try value.readElements { (field) throws(JSONReadError) in
        guard field.count == 2, let name = field.element(0)?.stringValue, let value = field.element(1)?.stringValue
        else {
          throw JSONReadError("expected an array of two strings, the name and the value of a header")
        }
        return ModuleHeader(name, value)
      })
  }

  private static func read(error value: JSONValue) throws(JSONReadError) -> ModuleAnswer {
    var (outcome, reason, message): (Outcome?, Reason, String) = (nil, .other, "")
    try value.readMembers(["outcome", "reason", "message"]) { (name, value) throws(JSONReadError) in
      switch name {
      case "outcome": outcome = try value.readChoice()
      case "reason": reason = try value.readChoice()
      default: message = try value.readString()
      }
    }
    switch outcome {
    case .notSent: return ModuleAnswer(.notSent(reason.code), message: message)
    case .outcomeUnknown: return ModuleAnswer(.outcomeUnknown(reason.code), message: message)
    case nil: throw .missing("outcome")
    }
  }

  private enum Outcome: String, CaseIterable {
    case notSent = "not_sent"
    case outcomeUnknown = "outcome_unknown"
  }

  private enum Reason: String, CaseIterable {
    case other
    case cancelled
    case timedOut = "timed_out"
    case resolve
    case connect
    case certificate
    case tls
    case closed
    case tooLarge = "too_large"
    case garbled
    case refused

    var code: ModuleReason {
      switch self {
      case .other: .other
      case .cancelled: .cancelled
      case .timedOut: .timedOut
      case .resolve: .resolve
      case .connect: .connect
      case .certificate: .certificate
      case .tls: .tls
      case .closed: .closed
      case .tooLarge: .tooLarge
      case .garbled: .garbled
      case .refused: .refused
      }
    }
  }
}
