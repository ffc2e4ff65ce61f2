package import JSON

/// Reads a value from JSON text as a method reads its params.
package func reading<Value: JSONReadable>(_: Value.Type = Value.self, _ text: String) throws -> Value {
  let document = try JSONDocument(parsing: Array(text.utf8).span)
  return try document.read { (root) throws(JSONReadError) in try Value(reading: root) }
}

/// The text that `body` writes as one JSON value.
package func writing(_ body: (inout JSONWriter) -> Void) -> String {
  JSONText { writer in body(&writer) }.string
}
