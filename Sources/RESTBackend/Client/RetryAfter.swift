package import GatewayCore

/// The header `Retry-After`: seconds, or a date of HTTP (RFC 9110, 10.2.3).
enum RetryAfter {
  /// Seconds from `now` on, at least 0; nil for what is neither.
  static func seconds(_ text: String, now: Timestamp) -> Double? {
    let trimmed = text.filter { !$0.isNewline }.drop { $0 == " " }
    if trimmed.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), let seconds = Double(trimmed), seconds.isFinite {
      return max(0, min(seconds, 86_400 * 366))
    }
    return HTTPDate.instant(String(trimmed)).map { max(0, $0.seconds(since: now)) }
  }
}

/// Dates of HTTP, of the one form that is still written: `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
  package static func instant(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]), year > 999,
      let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    let pad: (Int) -> String = { $0 < 10 ? "0\($0)" : String($0) }
    return Timestamp("\(year)-\(pad(month + 1))-\(pad(day))T\(parts[4])Z")
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
