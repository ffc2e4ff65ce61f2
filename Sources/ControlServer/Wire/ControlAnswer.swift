package import JSON

/// What a request is answered with, and how the answer is to be sent.
package struct ControlAnswer: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]
  /// Seconds of the machine's time before anything of it is sent.
  package var delay = 0.0
  package var delivery = Delivery.whole

  /// What the connection does with the answer.
  package enum Delivery: String, CaseIterable, Sendable {
    case whole
    /// The connection ends and nothing is sent.
    case close
    /// The head and half of the body are sent, then the connection ends.
    case cut
    /// Nothing is ever sent and the connection stays.
    case hang
  }

  package init(_ status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An answer with one JSON value for its body.
  package init<Failure: Error>(_ status: Int, _ write: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    var writer = JSONWriter(reserving: 2048)
    try write(&writer)
    self.init(status, headers: [("Content-Type", "application/json")], body: writer.bytes(behind: 0))
  }

  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
