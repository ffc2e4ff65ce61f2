internal import CTransport
internal import GatewayCore
internal import Glibc

/// Lays texts out for C, for the length of a call: one piece of memory for all of them, on the stack when it is small.
@safe struct Lending: ~Copyable {
  private let bytes: UnsafeMutableRawBufferPointer
  private var used = 0

  /// Lends `body` room for so many bytes of text and so many pairs.
  static func with<Result>(
    bytes: Int, pairs: Int, _ body: (inout Lending, UnsafeMutableBufferPointer<cpegate_pair>) -> Result
  ) -> Result {
    unsafe withUnsafeTemporaryAllocation(byteCount: max(1, bytes), alignment: 1) { room in
      unsafe withUnsafeTemporaryAllocation(of: cpegate_pair.self, capacity: max(1, pairs)) { pairs in
        var lending = unsafe Lending(bytes: room)
        return unsafe body(&lending, pairs)
      }
    }
  }

  /// A copy of a text, valid as long as the lending.
  @unsafe mutating func lend(_ text: String) -> cpegate_bytes {
    let start = unsafe bytes.baseAddress.map { unsafe $0 + used }
    let room = unsafe bytes.count - used
    var text = text
    let count = text.withUTF8 { utf8 in
      precondition(utf8.count <= room, "more text than was said")
      if let from = utf8.baseAddress, let start = unsafe start { unsafe memcpy(start, from, utf8.count) }
      return utf8.count
    }
    used += count
    return unsafe cpegate_bytes(data: start?.assumingMemoryBound(to: UInt8.self), count: count)
  }

  @unsafe mutating func lend(
    _ headers: some Sequence<HeaderField>, in pairs: UnsafeMutableBufferPointer<cpegate_pair>
  ) {
    for (index, header) in headers.enumerated() {
      let name = unsafe lend(header.name)
      let value = unsafe lend(header.value)
      unsafe pairs.initializeElement(at: index, to: cpegate_pair(name: name, value: value))
    }
  }

  static func length(_ headers: some Sequence<HeaderField>) -> Int {
    headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
  }
}

extension TransportRequest {
  /// Lends the request as C has it.
  func lend(_ body: (UnsafePointer<cpegate_request>) -> Void) {
    let length = method.rawValue.utf8.count + target.utf8.count + Lending.length(headers)
    unsafe Lending.with(bytes: length, pairs: headers.count) { lending, pairs in
      var request = unsafe cpegate_request()
      unsafe request.size = UInt32(MemoryLayout<cpegate_request>.size)
      unsafe request.time_limit_ms = UInt32(min(max(1, (timeLimit * 1000).rounded()), Double(UInt32.max)))
      unsafe request.max_answer_bytes = UInt64(max(1, maxResponseBytes))
      unsafe request.method = lending.lend(method.rawValue)
      unsafe request.target = lending.lend(target)
      unsafe lending.lend(headers, in: pairs)
      unsafe request.headers = UnsafePointer(pairs.baseAddress)
      unsafe request.header_count = headers.count
      guard let content = self.body else { return unsafe body(&request) }
      unsafe content.withUnsafeBufferPointer { bytes in
        // An empty body is a body: it has an address too.
        unsafe request.body = cpegate_bytes(data: bytes.baseAddress ?? request.target.data, count: bytes.count)
        unsafe body(&request)
      }
    }
  }
}

extension Result<TransportResponse, TransportFailure> {
  /// Lends the outcome as C has it.
  func lend(_ body: (UnsafePointer<cpegate_answer>) -> Void) {
    switch self {
    case .success(let response): unsafe response.lend(body)
    case .failure(let failure): unsafe failure.lend(body)
    }
  }
}

extension TransportResponse {
  fileprivate func lend(_ body: (UnsafePointer<cpegate_answer>) -> Void) {
    unsafe Lending.with(bytes: Lending.length(headers), pairs: headers.count) { lending, pairs in
      var answer = unsafe cpegate_answer()
      unsafe answer.size = UInt32(MemoryLayout<cpegate_answer>.size)
      unsafe answer.outcome = CPEGATE_ANSWERED
      unsafe answer.status = Int32(clamping: status)
      unsafe lending.lend(headers, in: pairs)
      unsafe answer.headers = UnsafePointer(pairs.baseAddress)
      unsafe answer.header_count = headers.count
      unsafe self.body.withUnsafeBufferPointer { bytes in
        unsafe answer.body = cpegate_bytes(data: bytes.baseAddress, count: bytes.count)
        unsafe body(&answer)
      }
    }
  }
}

extension TransportFailure {
  fileprivate func lend(_ body: (UnsafePointer<cpegate_answer>) -> Void) {
    unsafe Lending.with(bytes: message.utf8.count, pairs: 0) { lending, _ in
      var answer = unsafe cpegate_answer()
      unsafe answer.size = UInt32(MemoryLayout<cpegate_answer>.size)
      unsafe answer.outcome = mayHaveArrived ? CPEGATE_OUTCOME_UNKNOWN : CPEGATE_NOT_SENT
      unsafe answer.reason = reason.rawValue
      unsafe answer.status = Int32(clamping: status ?? 0)
      unsafe answer.message = lending.lend(message)
      unsafe self.body.withUnsafeBufferPointer { bytes in
        unsafe answer.body = cpegate_bytes(data: bytes.baseAddress, count: bytes.count)
        unsafe body(&answer)
      }
    }
  }
}
