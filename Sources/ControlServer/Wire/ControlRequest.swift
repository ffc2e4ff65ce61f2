/// One HTTP request as it came off the wire.
package struct ControlRequest: Sendable {
  package var method: String
  /// The request target as it stood on the request line, with its escapes.
  package var target: String
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(_ method: String, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }

  /// The value of the first header of that name, in any case.
  package func header(_ name: StaticString) -> String? {
    headers.first { header in
      guard header.name.utf8.count == name.utf8CodeUnitCount else { return false }
      return zip(header.name.utf8, 0..<name.utf8CodeUnitCount).allSatisfy { byte, place in
        byte == name.utf8Start[place] || byte | 0x20 == name.utf8Start[place] | 0x20 && byte & 0x40 != 0
      }
    }?.value
  }
}
