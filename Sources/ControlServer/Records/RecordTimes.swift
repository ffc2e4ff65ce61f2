internal import GatewayCore
internal import JSON

extension JSONWriter {
  /// A time in the form that a switch asks for; null without one.
  mutating func time(_ value: DeviceValue?, _ form: TimeForm) {
    guard case .time(let text) = value else { return null() }
    let length = text.text.utf8.count
    if form == .whole, length == Timestamp.textLength {
      return string(String(text.text.prefix(19)) + "Z")
    }
    guard let instant = Timestamp(text.text) else { return null() }
    time(instant, form)
  }

  mutating func time(_ instant: Timestamp, _ form: TimeForm) {
    switch form {
    case .whole: string(String(instant.text.prefix(19)) + "Z")
    case .fraction: time(instant)
    case .offset: string(String(instant.advanced(bySeconds: 7200).text.prefix(19)) + "+02:00")
    }
  }
}
