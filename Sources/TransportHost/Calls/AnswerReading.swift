internal import CTransport
internal import GatewayCore

/// What a module tells of a call, held against what the ABI allows.
@safe struct AnswerReading: ~Copyable {
  private let answer: cpegate_answer
  /// Why it cannot be believed.
  let fault: String?

  private static let mostHeaders = 10_000
  private static let longestHeaders = 1 << 20
  private static let longestMessage = 1000
  /// Of the body of an answer that is none, kept for whoever looks for the reason.
  private static let keptOfFailure = 64 * 1024

  /// - Parameter pointer: lent for the life of this.
  @unsafe init(_ pointer: UnsafePointer<cpegate_answer>?, maxResponseBytes: Int) {
    guard let pointer = unsafe pointer else {
      unsafe answer = cpegate_answer()
      fault = "no answer at all (NULL)"
      return
    }
    guard unsafe pointer.pointee.size >= ctransport_answer_size_1_0 else {
      fault = unsafe "an answer whose `size` is \(pointer.pointee.size), less than \(ctransport_answer_size_1_0)"
      unsafe answer = cpegate_answer()
      return
    }
    unsafe answer = pointer.pointee
    fault = unsafe AnswerReading.fault(answer, maxResponseBytes)
  }

  /// The answer, or why there is none.
  ///
  /// - Parameters:
  ///   - module: named in what a person reads.
  ///   - room: empty; the answer is put into it.
  func result(
    from module: String, in room: consuming AnswerRoom = AnswerRoom()
  ) -> Result<TransportResponse, TransportFailure> {
    if let fault {
      var failure = TransportFailure(
        mayHaveArrived: true, .garbled, "module \(module) told \(fault); what became of the request is not known")
      keep(in: &failure)
      return .failure(failure)
    }
    guard unsafe answer.outcome == CPEGATE_ANSWERED else {
      let message = unsafe text(answer.message, upTo: AnswerReading.longestMessage)
      var failure = unsafe TransportFailure(
        mayHaveArrived: answer.outcome != CPEGATE_NOT_SENT, TransportFailure.Reason(rawValue: answer.reason) ?? .other,
        message.isEmpty ? "module \(module) gave no reason" : message)
      keep(in: &failure)
      return .failure(failure)
    }
    let pairs = unsafe UnsafeBufferPointer(start: answer.headers, count: answer.header_count)
    for index in pairs.indices {
      unsafe room.headers.add(bytes(pairs[index].name))
      unsafe room.headers.add(bytes(pairs[index].value))
    }
    unsafe room.body.append(contentsOf: bytes(answer.body))
    return unsafe .success(TransportResponse(status: Int(answer.status), headers: room.headers, body: room.body))
  }

  private func keep(in failure: inout TransportFailure) {
    if unsafe AnswerReading.statuses.contains(answer.status) { failure.status = unsafe Int(answer.status) }
    if unsafe answer.body.data != nil {
      failure.body = unsafe Array(bytes(answer.body).prefix(AnswerReading.keptOfFailure))
    }
  }

  @unsafe private func bytes(_ bytes: cpegate_bytes) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: bytes.data, count: bytes.data == nil ? 0 : bytes.count)
  }

  @unsafe private func text(_ text: cpegate_bytes, upTo limit: Int) -> String {
    unsafe String(decoding: bytes(text).prefix(limit), as: UTF8.self)
  }

  private static let statuses: ClosedRange<Int32> = 100...599

  @unsafe private static func fault(_ answer: cpegate_answer, _ maxResponseBytes: Int) -> String? {
    if let fault = unsafe missing(answer) { return fault }
    switch unsafe answer.outcome {
    case CPEGATE_NOT_SENT, CPEGATE_OUTCOME_UNKNOWN:
      return nil
    case CPEGATE_ANSWERED:
      break
    default:
      return unsafe "the outcome \(answer.outcome), which there is not"
    }
    guard unsafe statuses.contains(answer.status) else {
      return unsafe "an answer of status \(answer.status), which is none of HTTP"
    }
    guard unsafe answer.body.count <= maxResponseBytes else {
      return unsafe "an answer of \(answer.body.count) bytes, more than the \(maxResponseBytes) that were allowed"
    }
    guard unsafe answer.header_count <= mostHeaders else { return unsafe "\(answer.header_count) headers" }
    var length = 0
    let pairs = unsafe UnsafeBufferPointer(start: answer.headers, count: answer.header_count)
    for index in pairs.indices {
      let pair = unsafe pairs[index]
      guard unsafe isWhole(pair.name), unsafe isWhole(pair.value) else { return "a header without its bytes (NULL)" }
      guard unsafe pair.name.count <= longestHeaders, unsafe pair.value.count <= longestHeaders else {
        return "a header of more than \(longestHeaders) bytes"
      }
      unsafe length += pair.name.count + pair.value.count
    }
    return length > longestHeaders ? "headers of \(length) bytes, more than \(longestHeaders)" : nil
  }

  @unsafe private static func missing(_ answer: cpegate_answer) -> String? {
    guard unsafe isWhole(answer.body) else { return "a body without its bytes (NULL)" }
    guard unsafe isWhole(answer.message) else { return "a message without its bytes (NULL)" }
    return unsafe answer.headers == nil && answer.header_count > 0 ? "headers without their fields (NULL)" : nil
  }

  @unsafe private static func isWhole(_ bytes: cpegate_bytes) -> Bool {
    unsafe bytes.data != nil || bytes.count == 0
  }
}
