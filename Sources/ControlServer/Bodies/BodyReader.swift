internal import JSON

extension Exchange {
  /// Reads the body, which must be a JSON object.
  ///
  /// - Throws: 415 for another content type, and 400 for anything else that cannot be read.
  func readBody<Result>(_ read: (JSONValue) throws(APIError) -> Result) throws(APIError) -> Result {
    guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") ?? false else {
      throw APIError(415, "Unsupported media type: send application/json.")
    }
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: request.body.span)
    } catch {
      throw .badRequest("JSON parse error: \(error.reason), at byte \(error.position).")
    }
    return try document.read { (value) throws(APIError) in
      guard value.kind == .object else {
        throw .field("non_field_errors", "Invalid data. Expected an object, found \(value.kind.described).")
      }
      return try read(value)
    }
  }
}
