/// JSON text of one value, known to be valid, that is kept or passed on without being read.
package struct JSONText: Hashable, Sendable {
  package let bytes: [UInt8]

  /// A compact copy of a parsed value.
  package init(_ value: JSONValue) {
    self.init { writer in writer.copy(value) }
  }

  /// What `body` writes, which must be one value.
  package init<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    var writer = JSONWriter()
    try body(&writer)
    self.init(writer)
  }

  /// - Precondition: `bytes` is the JSON text of one value.
  package init(valid bytes: [UInt8]) {
    self.bytes = bytes
  }

  package init(_ writer: borrowing JSONWriter) {
    self.bytes = unsafe writer.bytes.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  package var string: String {
    String(decoding: bytes, as: UTF8.self)
  }
}
