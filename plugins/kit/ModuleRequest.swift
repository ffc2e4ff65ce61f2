internal import CTransport

/// A request of the host, copied.
package struct ModuleRequest: Sendable {
  /// GET, POST, PUT, PATCH or DELETE.
  package var method: String
  /// Path and query behind the base of the API, beginning with a slash, escaped for a URL.
  package var target: String
  package var headers: ModuleHeaders
  package var body: [UInt8]?
  /// Milliseconds for all of it: connecting, sending and the whole answer.
  package var timeLimit: UInt32
  /// Of the body of the answer, unpacked.
  package var maxAnswerBytes: UInt64

  package init(
    method: String, target: String, headers: ModuleHeaders = ModuleHeaders(), body: [UInt8]? = nil, timeLimit: UInt32,
    maxAnswerBytes: UInt64
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.timeLimit = timeLimit
    self.maxAnswerBytes = maxAnswerBytes
  }

  init(_ request: cpegate_request) {
    unsafe self.init(
      method: request.method.text, target: request.target.text,
      headers: ModuleHeaders(request.headers, count: request.header_count), body: request.body.owned,
      timeLimit: request.time_limit_ms, maxAnswerBytes: request.max_answer_bytes)
  }

  func lend<R>(_ work: (UnsafePointer<cpegate_request>) -> R) -> R {
    unsafe method.lend { method in
      unsafe target.lend { target in
        unsafe headers.lend { headers, count in
          unsafe lendBody { body in
            var request = unsafe cpegate_request(
              size: UInt32(MemoryLayout<cpegate_request>.size), time_limit_ms: timeLimit,
              max_answer_bytes: maxAnswerBytes, method: method, target: target, headers: headers, header_count: count,
              body: body)
            return unsafe work(&request)
          }
        }
      }
    }
  }

  private func lendBody<R>(_ work: (cpegate_bytes) -> R) -> R {
    guard let body else { return unsafe work(cpegate_bytes(data: nil, count: 0)) }
    return unsafe body.lend(work)
  }
}
