internal import TransportModule

/// Answers as bad connections and servers give them.
///
/// What was a failure stays one, and what may have reached upstream is never told as not sent.
enum BrokenAnswer {
  static let connectFailed = ModuleAnswer(.notSent(.connect), message: "chaos: the connection was refused")

  static let reset = ModuleAnswer(
    .outcomeUnknown(.closed), message: "chaos: the connection was reset before an answer came")

  static func rateLimited(retryAfter seconds: Int) -> ModuleAnswer {
    ModuleAnswer(
      status: 429,
      headers: ModuleHeaders([
        ModuleHeader("Content-Type", "application/json"), ModuleHeader("Retry-After", String(seconds)),
      ]), body: Array(#"{"detail":"chaos: too many requests"}"#.utf8))
  }

  /// As JSON, or as the page of a proxy.
  static func serverError(_ status: Int32, asPage: Bool) -> ModuleAnswer {
    let (type, body) =
      asPage
      ? ("text/html", "<html><body><h1>\(status)</h1><p>chaos</p></body></html>")
      : ("application/json", #"{"detail":"chaos: the server failed"}"#)
    return ModuleAnswer(
      status: status, headers: ModuleHeaders([ModuleHeader("Content-Type", type)]), body: Array(body.utf8))
  }

  /// The beginning of an answer: with the end of the connection told, or as if it were all.
  static func truncated(_ answer: ModuleAnswer, _ numbers: inout ChaosNumbers) -> ModuleAnswer {
    let isToldAsWhole = numbers.coin()
    var short = answer
    short.body = Array(answer.body.prefix(1 + numbers.index(below: max(1, answer.body.count / 2))))
    // The beginning of anything else could pass for a whole value: `1` of `12`.
    let first = answer.body.first { $0 > 0x20 }
    let isOpen = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    if isToldAsWhole, isOpen, short.body.count * 2 <= answer.body.count + 1, answer.body.count > 2 {
      short.headers = without(["content-length"], answer.headers)
      return short
    }
    short.outcome = .outcomeUnknown(.closed)
    short.message = "chaos: the connection ended within the answer"
    return short
  }

  /// Other bytes, which are neither JSON nor UTF-8, under the same status.
  static func garbage(_ answer: ModuleAnswer, _ numbers: inout ChaosNumbers) -> ModuleAnswer {
    var garbled = answer
    let count = 1 + numbers.index(below: min(4096, max(16, answer.body.count)))
    garbled.body = [0xFF] + (0..<count).map { _ in UInt8(truncatingIfNeeded: numbers.next() >> 32) }
    garbled.headers = without(["content-length"], answer.headers)
    return garbled
  }

  static func wrongContentType(_ answer: ModuleAnswer) -> ModuleAnswer {
    var wrong = answer
    wrong.headers = without(["content-type"], answer.headers)
    wrong.headers.append(ModuleHeader("Content-Type", "text/html; charset=utf-8"))
    return wrong
  }

  private static func without(_ names: [String], _ headers: ModuleHeaders) -> ModuleHeaders {
    ModuleHeaders(headers.filter { !names.contains($0.name.lowercased()) })
  }
}
