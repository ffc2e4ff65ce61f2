internal import JSON

/// Parses a text and lends its value to `body`.
func reading<Result>(_ text: String, _ body: (JSONValue) throws -> Result) throws -> Result {
  try reading(Array(text.utf8), body)
}

func reading<Result>(_ bytes: [UInt8], _ body: (JSONValue) throws -> Result) throws -> Result {
  try JSONDocument(parsing: bytes.span).read(body)
}

/// What parsing these bytes fails with; nil when it does not.
func parseError(_ bytes: [UInt8]) -> JSONParseError? {
  do throws(JSONParseError) {
    _ = try JSONDocument(parsing: bytes.span)
    return nil
  } catch {
    return error
  }
}

/// What strict reading of a text fails with; nil when it does not.
func readError(_ text: String, _ body: (JSONValue) throws(JSONReadError) -> Void) throws -> JSONReadError? {
  let document = try JSONDocument(parsing: Array(text.utf8).span)
  do throws(JSONReadError) {
    try document.read(body)
    return nil
  } catch {
    return error
  }
}

/// What `body` writes, as text.
func written(reserving capacity: Int = 512, _ body: (inout JSONWriter) -> Void) -> String {
  var writer = JSONWriter(reserving: capacity)
  body(&writer)
  return JSONText(writer).string
}
