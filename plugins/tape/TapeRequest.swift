internal import JSON
internal import TransportModule

/// A request as a tape keeps it.
struct TapeRequest {
  let method: String
  /// Without secrets.
  let target: String
  /// Of the body; the only header that says something about the request itself.
  let contentType: String?
  let content: TapeContent

  init(scrubbing request: ModuleRequest, _ scrubber: inout Scrubber) {
    method = request.method
    target = scrubber.target(request.target)
    contentType = request.headers[name: "Content-Type"].map { scrubber.text($0) }
    content = TapeContent(scrubbing: request.body, &scrubber)
  }

  /// What a replay finds it by.
  var key: RequestKey { RequestKey(method: method, target: target, body: content.canonical) }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("method")
    writer.string(method)
    writer.member("target")
    writer.string(target)
    if let contentType {
      writer.member("headers")
      writer.beginObject()
      writer.member("Content-Type")
      writer.string(contentType)
      writer.endObject()
    }
    content.writeMember(to: &writer)
    writer.endObject()
  }

  init(reading value: JSONValue) throws(TapeError) {
    guard let method = value.member("method")?.stringValue else {
      throw TapeError("request.method: expected a string")
    }
    guard let target = value.member("target")?.stringValue, target.hasPrefix("/") else {
      throw TapeError("request.target: expected a string beginning with a slash")
    }
    self.method = method
    self.target = target
    contentType = value.member("headers")?.member("Content-Type")?.stringValue
    content = try TapeContent(readingMemberOf: value)
  }

  /// The same, scrubbed again: by rules that the tape did not have yet, or where somebody's editor went past them.
  func scrubbed(_ rules: ScrubRules) -> TapeRequest {
    var scrubber = Scrubber(rules)
    let body = content.bytes
    return TapeRequest(
      method: method, target: scrubber.target(target), contentType: contentType,
      content: TapeContent(scrubbing: body, &scrubber))
  }

  private init(method: String, target: String, contentType: String?, content: TapeContent) {
    self.method = method
    self.target = target
    self.contentType = contentType
    self.content = content
  }
}
