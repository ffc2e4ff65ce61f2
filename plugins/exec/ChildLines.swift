internal import JSON
internal import TransportModule

/// The lines that a child is sent.
enum ChildLines {
  static func request(_ request: ModuleRequest, id: Int) -> [UInt8] {
    line { writer in
      writer.member("id")
      writer.integer(id)
      writer.member("method")
      writer.string(request.method)
      writer.member("target")
      writer.string(request.target)
      writer.member("headers")
      writer.beginArray()
      for header in request.headers {
        writer.beginArray()
        writer.string(header.name)
        writer.string(header.value)
        writer.endArray()
      }
      writer.endArray()
      let text = request.body.flatMap { String(validating: $0, as: UTF8.self) }
      writer.member("body")
      if let text { writer.string(text) } else { writer.null() }
      if let body = request.body, text == nil {
        writer.member("body_base64")
        writer.string(Base64.encode(body))
      }
      writer.member("time_limit_s")
      writer.number(Double(request.timeLimit) / 1000)
    }
  }

  static func cancel(id: Int) -> [UInt8] {
    line { writer in
      writer.member("cancel")
      writer.integer(id)
    }
  }

  private static func line(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    members(&writer)
    writer.endObject()
    writer.appendByte(UInt8(ascii: "\n"))
    return writer.bytes(behind: 0)
  }
}
