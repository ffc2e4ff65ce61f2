internal import GatewayCore
internal import JSON

/// The server's own OpenAPI 3.1 document, made of the table that the router uses.
enum OpenAPIDocument {
  static let path = Router.base + "/openapi.json"

  static func answer(_ method: String) -> ControlAnswer {
    guard method == "GET" else {
      var answer = Steering.problem(405, "Method not allowed.")
      answer.headers.append(("Allow", "GET"))
      return answer
    }
    return ControlAnswer(200, headers: [("Content-Type", "application/json")], body: text.bytes)
  }

  static let text = JSONText { writer in write(EndpointTable.all, to: &writer) }

  private static func write(_ endpoints: [Endpoint], to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("openapi")
    writer.string("3.1.0")
    writer.member("info")
    writer.beginObject()
    writer.member("title")
    writer.string("control-sim")
    writer.member("version")
    writer.string("1")
    writer.member("description")
    writer.string("A device-control API over a simulated fleet. Families beside the core are switched on one by one.")
    writer.endObject()
    writer.member("servers")
    writer.beginArray()
    writer.beginObject()
    writer.member("url")
    writer.string(Router.base)
    writer.endObject()
    writer.endArray()
    writer.member("security")
    writer.beginArray()
    writer.beginObject()
    writer.member("bearer")
    writer.beginArray()
    writer.endArray()
    writer.endObject()
    writer.endArray()
    writer.member("paths")
    writer.beginObject()
    var told: Set<String> = []
    for endpoint in endpoints where told.insert(endpoint.template).inserted {
      writer.member(named: endpoint.template)
      writer.beginObject()
      for other in endpoints where other.template == endpoint.template { write(other, to: &writer) }
      writer.endObject()
    }
    writer.endObject()
    OpenAPISchemas.write(to: &writer)
    writer.endObject()
  }

  private static func write(_ endpoint: Endpoint, to writer: inout JSONWriter) {
    writer.member(named: endpoint.method.lowercased())
    writer.beginObject()
    writer.member("operationId")
    let key = endpoint.keyName == nil ? "" : "_one"
    writer.string("\(endpoint.family)_\(endpoint.method.lowercased())\(key)")
    writer.member("summary")
    writer.string(endpoint.summary)
    writer.member("tags")
    writer.beginArray()
    writer.string(String(endpoint.family))
    writer.endArray()
    writer.member("parameters")
    writer.beginArray()
    if let keyName = endpoint.keyName {
      let type = keyName == "id" || keyName == "parent_id" ? "integer" : "string"
      write(Endpoint.Parameter(String(keyName), type, "The key.", required: true), "path", to: &writer)
    }
    for parameter in endpoint.parameters { write(parameter, "query", to: &writer) }
    writer.endArray()
    if let body = endpoint.body {
      writer.member("requestBody")
      writer.beginObject()
      writer.member("required")
      writer.boolean(true)
      writeContent(body, to: &writer)
      writer.endObject()
    }
    writer.member("responses")
    writer.beginObject()
    for status in (endpoint.statuses + [401, 405]).sorted() {
      writer.member(named: String(status))
      writer.beginObject()
      writer.member("description")
      writer.string(StatusText.reason(status))
      if status < 300 {
        if let answer = endpoint.answer { writeContent(answer, to: &writer) }
      }
      writer.endObject()
    }
    writer.endObject()
    writer.endObject()
  }

  private static func write(_ parameter: Endpoint.Parameter, _ place: StaticString, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("name")
    writer.string(parameter.name)
    writer.member("in")
    writer.string(place)
    writer.member("required")
    writer.boolean(parameter.isRequired)
    writer.member("description")
    writer.string(parameter.meaning)
    writer.member("schema")
    writer.beginObject()
    writer.member("type")
    writer.string(parameter.type)
    writer.endObject()
    writer.endObject()
  }

  private static func writeContent(_ schema: Endpoint.Schema, to writer: inout JSONWriter) {
    writer.member("content")
    writer.beginObject()
    writer.member("application/json")
    writer.beginObject()
    writer.member("schema")
    OpenAPISchemas.writeReference(schema, to: &writer)
    writer.endObject()
    writer.endObject()
  }
}
