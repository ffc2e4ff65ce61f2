internal import CTransport
internal import GatewayCore

/// What a module forwards, held against what the ABI allows.
enum RequestReading {
  private static let mostHeaders = 10_000

  /// Why a request cannot be forwarded; nil when it can.
  @unsafe static func fault(_ pointer: UnsafePointer<cpegate_request>?) -> String? {
    guard let pointer = unsafe pointer else { return "no request at all (NULL)" }
    guard unsafe pointer.pointee.size >= ctransport_request_size_1_0 else {
      return unsafe "a request whose `size` is \(pointer.pointee.size), less than \(ctransport_request_size_1_0)"
    }
    let request = unsafe pointer.pointee
    guard unsafe request.time_limit_ms > 0, unsafe request.max_answer_bytes > 0 else {
      return "a request whose time_limit_ms or max_answer_bytes is 0"
    }
    guard unsafe TransportRequest.Method(rawValue: text(request.method)) != nil else {
      return "a request whose method is none of GET, POST, PUT, PATCH and DELETE"
    }
    guard unsafe request.target.count > 0, unsafe request.target.data?.pointee == UInt8(ascii: "/") else {
      return "a request whose target does not begin with a slash"
    }
    guard unsafe request.headers != nil || request.header_count == 0, unsafe request.header_count <= mostHeaders,
      unsafe request.body.data != nil || request.body.count == 0
    else { return "a request whose headers or body have no bytes (NULL)" }
    return nil
  }

  /// A copy of a request that has no fault.
  @unsafe static func copy(_ request: cpegate_request) -> TransportRequest {
    var copy = unsafe TransportRequest(
      TransportRequest.Method(rawValue: text(request.method)) ?? .get, text(request.target),
      timeLimit: Double(request.time_limit_ms) / 1000,
      maxResponseBytes: Int(clamping: request.max_answer_bytes))
    copy.headers = unsafe UnsafeBufferPointer(start: request.headers, count: request.header_count).map {
      unsafe HeaderField(text($0.name), text($0.value))
    }
    if unsafe request.body.data != nil {
      copy.body = unsafe Array(UnsafeBufferPointer(start: request.body.data, count: request.body.count))
    }
    return copy
  }

  @unsafe private static func text(_ bytes: cpegate_bytes) -> String {
    unsafe String(
      decoding: UnsafeBufferPointer(start: bytes.data, count: bytes.data == nil ? 0 : bytes.count), as: UTF8.self)
  }
}
