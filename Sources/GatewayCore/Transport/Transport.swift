/// Carries requests of the Control API to where upstream is.
///
/// Retries, rates and what an answer means are not its business.
package protocol Transport: Sendable {
  /// Sends one request and returns the whole answer, whatever its status is.
  ///
  /// A cancelled task gives the request up.
  func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse
}

/// One request, as it leaves.
package struct TransportRequest: Sendable {
  package var method: Method
  /// Path and query behind the base of the API, beginning with a slash, escaped for a URL.
  package var target: String
  package var headers: [HeaderField] = []
  package var body: [UInt8]?
  /// Seconds for all of it: connecting, sending and the whole answer.
  package var timeLimit: Double
  /// Of the body of the answer.
  package var maxResponseBytes: Int

  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  package init(_ method: Method, _ target: String, timeLimit: Double = 30, maxResponseBytes: Int = 64 << 20) {
    self.method = method
    self.target = target
    self.timeLimit = timeLimit
    self.maxResponseBytes = maxResponseBytes
  }
}

package struct HeaderField: Sendable, Equatable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The whole answer of upstream.
package struct TransportResponse: Sendable {
  package var status: Int
  package var headers: HeaderFields
  package var body: [UInt8]

  package init(status: Int, headers: HeaderFields = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The first header of that name, in any case.
  package func header(_ name: String) -> String? {
    headers[name: name]
  }
}

/// Why there is no whole answer.
package struct TransportFailure: Error, Equatable, Sendable {
  /// Upstream may have got the request and acted on it; when false, certainly nothing of it left.
  package var mayHaveArrived: Bool
  package var reason: Reason
  /// What happened, for a person.
  package var message: String
  /// What was received before it failed, if anything was.
  package var status: Int?
  package var body: [UInt8] = []

  /// As `cpegate_reason` of `protocol/transport/cpegate_transport.h`, by the same numbers.
  package enum Reason: Int32, Sendable {
    case other = 1
    case cancelled
    case timedOut
    case resolve
    case connect
    case certificate
    case tls
    case closed
    case tooLarge
    case garbled
    case refused
  }

  package init(mayHaveArrived: Bool, _ reason: Reason, _ message: String) {
    self.mayHaveArrived = mayHaveArrived
    self.reason = reason
    self.message = message
  }
}
