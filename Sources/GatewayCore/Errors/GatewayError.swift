package import JSON

/// Why one call, or one operation, failed.
///
/// The message says what was expected, what kind of thing came and where; it repeats names, never values (protocol.md 8).
package struct GatewayError: Error, Equatable, Sendable {
  package var kind: ErrorKind
  package var message: String
  package var isRetryable: Bool
  /// What to do about it.
  package var hint: String?
  /// JSON Pointer into the params.
  package var path: String?
  /// Code points from the start of a parameter path.
  package var position: Int?
  package var httpStatus: Int?
  /// Upstream's own words.
  package var detail: String?
  /// What upstream says of single members of what was sent.
  package var fields: [FieldProblem] = []
  package var faults: [ParameterFault] = []
  package var retryAfter: Double?
  /// Of `device_unavailable`: it is there and has something else to do.
  ///
  /// Told to operations, not to clients.
  package var isDeviceBusy = false
  /// The operation that the call stored before it failed.
  package var operation: String?

  package init(_ kind: ErrorKind, _ message: String? = nil, hint: String? = nil, path: String? = nil) {
    self.kind = kind
    self.message = message ?? kind.meaning
    isRetryable = kind.isRetryable
    self.hint = hint
    self.path = path
  }

  /// Params that do not fit, told by where they stand.
  package init(_ error: JSONReadError) {
    self.init(.invalidParams, error.message, hint: error.hint, path: error.pointer)
  }

  /// Writes the members of `error.data`.
  package func writeData(to writer: inout JSONWriter) {
    writer.member("kind")
    writer.string(kind.rawValue)
    writer.member("retryable")
    writer.boolean(isRetryable)
    writeDetails(to: &writer)
  }

  /// The members of `error.data` beside `kind` and `retryable`, as far as there are any.
  package func writeDetails(to writer: inout JSONWriter) {
    if let hint {
      writer.member("hint")
      writer.string(hint)
    }
    if let path {
      writer.member("path")
      writer.string(path)
    }
    if let position {
      writer.member("position")
      writer.integer(position)
    }
    if let httpStatus {
      writer.member("http_status")
      writer.integer(httpStatus)
    }
    if let detail {
      writer.member("detail")
      writer.string(detail)
    }
    if !fields.isEmpty {
      writer.member("fields")
      writer.beginObject()
      for field in fields { field.write(to: &writer) }
      writer.endObject()
    }
    if !faults.isEmpty {
      writer.member("faults")
      writer.beginArray()
      for fault in faults { fault.write(to: &writer) }
      writer.endArray()
    }
    if let retryAfter {
      writer.member("retry_after_s")
      writer.number(retryAfter)
    }
    if let operation {
      writer.member("operation")
      writer.string(operation)
    }
  }
}
