internal import JSON
internal import TransportModule

/// What became of a request, as a tape keeps it: an answer, or why there was none.
struct TapeAnswer {
  let answer: ModuleAnswer

  /// What a client reads of the headers of the Control API; others say when and by which machine.
  static let keptHeaders = ["Content-Type", "Retry-After", "Location"]

  private static let reasons: [(name: String, reason: ModuleReason)] = [
    ("other", .other), ("cancelled", .cancelled), ("timed_out", .timedOut), ("resolve", .resolve),
    ("connect", .connect), ("certificate", .certificate), ("tls", .tls), ("closed", .closed),
    ("too_large", .tooLarge), ("garbled", .garbled), ("refused", .refused),
  ]

  /// Writes the member `answer` or `failure` without secrets.
  static func write(_ answer: ModuleAnswer, _ scrubber: inout Scrubber, to writer: inout JSONWriter) {
    switch answer.outcome {
    case .answered:
      writer.member("answer")
      writer.beginObject()
    case .notSent(let reason): beginFailure("not_sent", reason, answer.message, &scrubber, to: &writer)
    case .outcomeUnknown(let reason): beginFailure("outcome_unknown", reason, answer.message, &scrubber, to: &writer)
    }
    if answer.status != 0 || answer.outcome == .answered {
      writer.member("status")
      writer.integer(Int(answer.status))
    }
    let headers = keptHeaders.compactMap { name in answer.headers[name: name].map { (name, $0) } }
    if !headers.isEmpty {
      writer.member("headers")
      writer.beginObject()
      for (name, value) in headers {
        writer.member(named: name)
        writer.string(name == "Location" ? scrubber.target(value) : scrubber.text(value))
      }
      writer.endObject()
    }
    TapeContent(scrubbing: answer.body, &scrubber).writeMember(to: &writer)
    writer.endObject()
  }

  private static func beginFailure(
    _ outcome: StaticString, _ reason: ModuleReason, _ message: String, _ scrubber: inout Scrubber,
    to writer: inout JSONWriter
  ) {
    writer.member("failure")
    writer.beginObject()
    writer.member("outcome")
    writer.string(outcome)
    writer.member("reason")
    writer.string(reasons.first { $0.reason == reason }?.name ?? "other")
    writer.member("message")
    writer.string(scrubber.text(message))
  }

  /// Reads the member `answer` or `failure` of a line.
  init(readingMemberOf line: JSONValue) throws(TapeError) {
    if let answer = line.member("answer") {
      guard let status = answer.member("status")?.integerValue, (0...999).contains(status) else {
        throw TapeError("answer.status: expected an integer from 0 to 999")
      }
      self.answer = ModuleAnswer(
        status: Int32(status), headers: TapeAnswer.headers(of: answer),
        body: try TapeContent(readingMemberOf: answer).bytes)
    } else if let failure = line.member("failure") {
      answer = try TapeAnswer.failure(reading: failure)
    } else {
      throw TapeError("expected a member answer or failure beside request")
    }
  }

  private static func failure(reading value: JSONValue) throws(TapeError) -> ModuleAnswer {
    let name = value.member("reason")?.stringValue
    guard let reason = reasons.first(where: { $0.name == name })?.reason else {
      throw TapeError("failure.reason: expected one of \(reasons.map(\.name).joined(separator: ", "))")
    }
    let outcome: ModuleAnswer.Outcome
    switch value.member("outcome")?.stringValue {
    case "not_sent": outcome = .notSent(reason)
    case "outcome_unknown": outcome = .outcomeUnknown(reason)
    default: throw TapeError("failure.outcome: expected not_sent or outcome_unknown")
    }
    var answer = ModuleAnswer(outcome, message: value.member("message")?.stringValue ?? "")
    if let status = value.member("status")?.integerValue, (0...999).contains(status) { answer.status = Int32(status) }
    answer.headers = headers(of: value)
    answer.body = try TapeContent(readingMemberOf: value).bytes
    return answer
  }

  private static func headers(of value: JSONValue) -> ModuleHeaders {
    var headers = ModuleHeaders()
    guard var members = value.member("headers")?.members else { return headers }
    while let member = members.next() {
      if let text = member.value.stringValue { headers.append(ModuleHeader(member.name.string, text)) }
    }
    return headers
  }
}
