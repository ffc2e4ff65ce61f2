internal import JSON

extension APIError {
  /// The answer in the form that a switch asks for (reference: 1.9 of the API's working reference).
  func answer(_ switches: ControlSwitches) -> ControlAnswer {
    var answer = ControlAnswer(status)
    switch switches.errorBody {
    case .html:
      answer.body = Array("<html><body><h1>\(status)</h1><p>\(detail)</p></body></html>".utf8)
      answer.headers = [("Content-Type", "text/html; charset=utf-8")]
    case .text:
      answer.body = Array(detail.utf8)
      answer.headers = [("Content-Type", "text/plain; charset=utf-8")]
    case .empty: break
    case .broken:
      answer.body = Array("{\"detail\": \"\(detail)".utf8)
      answer.headers = [("Content-Type", "application/json")]
    case .usual, .detail, .error, .message, .nonFieldErrors, .list:
      answer = ControlAnswer(status) { writer in write(switches.errorBody, to: &writer) }
    }
    if let retryAfter { answer.headers.append(("Retry-After", String(retryAfter))) }
    if !allow.isEmpty { answer.headers.append(("Allow", allow.joined(separator: ", "))) }
    if status == 401, switches.tellsAuthenticate { answer.headers.append(("WWW-Authenticate", "Bearer")) }
    return answer
  }

  private func write(_ form: ErrorBody, to writer: inout JSONWriter) {
    if form == .list {
      writer.beginArray()
      writer.string(detail)
      writer.endArray()
      return
    }
    writer.beginObject()
    if form == .usual, !fields.isEmpty {
      for name in uniqueNames {
        writer.member(named: name)
        writer.beginArray()
        for field in fields where field.name == name { writer.string(field.problem) }
        writer.endArray()
      }
    } else {
      writer.member(named: form == .usual ? "detail" : form.rawValue)
      if form == .nonFieldErrors { writer.beginArray() }
      writer.string(detail)
      if form == .nonFieldErrors { writer.endArray() }
    }
    writer.endObject()
  }

  private var uniqueNames: [String] {
    fields.map(\.name).reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }
  }
}
