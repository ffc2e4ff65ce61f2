internal import ControlServer
internal import Glibc

/// Writes answers as HTTP/1.1.
struct ResponseWriter {
  /// `Date: …` of the second that it was made in.
  private var date: [UInt8] = []
  private var second = 0

  /// Appends the answer.
  ///
  /// - Parameter isCut: only half of the body is written.
  mutating func write(
    _ answer: ControlAnswer, keepsAlive: Bool, isHead: Bool, isCut: Bool = false, to bytes: inout [UInt8]
  ) {
    bytes += "HTTP/1.1 \(answer.status) \(StatusText.reason(answer.status))\r\n".utf8
    appendDate(to: &bytes)
    for (name, value) in answer.headers {
      bytes += name.utf8
      bytes += ": ".utf8
      // A header is a line, whatever a switch was set to.
      bytes += value.utf8.lazy.filter { $0 != 13 && $0 != 10 }
      bytes += "\r\n".utf8
    }
    if answer.status != 204 { bytes += "Content-Length: \(answer.body.count)\r\n".utf8 }
    bytes += (keepsAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n").utf8
    guard !isHead, answer.status != 204 else { return }
    bytes += isCut ? answer.body.prefix(answer.body.count / 2) : answer.body[...]
  }

  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The machine's time, as servers tell it (RFC 9110, section 5.6.7).
  private mutating func appendDate(to bytes: inout [UInt8]) {
    var now = time(nil)
    if now != second {
      second = now
      var parts = tm()
      gmtime_r(&now, &parts)
      func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
      let day = ResponseWriter.days[Int(parts.tm_wday)] + ", " + two(parts.tm_mday)
      let month = ResponseWriter.months[Int(parts.tm_mon)] + " \(1900 + parts.tm_year)"
      let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
      date = Array("Date: \(day) \(month) \(clock) GMT\r\nServer: control-sim\r\n".utf8)
    }
    bytes += date
  }
}
