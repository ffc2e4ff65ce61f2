internal import GatewayCore
internal import JSON

/// Takes the value of one member of a device, so that one definition serves JSON text and ``DeviceValue`` alike.
protocol ValueSink: ~Copyable {
  mutating func null()
  mutating func boolean(_ flag: Bool)
  mutating func integer(_ number: Int)
  /// Holds nothing that JSON escapes.
  mutating func literal(_ text: StaticString)
  /// Printable ASCII.
  mutating func text(_ text: borrowing ShortText)
  mutating func status(_ status: DeviceStatus)
  mutating func time(_ instant: Timestamp)
  mutating func noTexts()
}

extension JSONWriter: ValueSink {
  @inline(__always)
  mutating func literal(_ text: StaticString) {
    text.withUTF8Buffer { plainString($0.span) }
  }

  @inline(__always)
  mutating func text(_ text: borrowing ShortText) {
    plainString(text.span)
  }

  @inline(__always)
  mutating func status(_ status: DeviceStatus) {
    string(status.rawValue)
  }

  mutating func noTexts() {
    beginArray()
    endArray()
  }
}

/// Keeps the value that it is told.
struct DeviceValueSink: ValueSink {
  private(set) var value = DeviceValue.null

  mutating func null() { value = .null }
  mutating func boolean(_ flag: Bool) { value = .boolean(flag) }
  mutating func integer(_ number: Int) { value = .integer(number) }
  mutating func literal(_ text: StaticString) { value = .text("\(text)") }
  mutating func text(_ text: borrowing ShortText) { value = .text(text.string) }
  mutating func status(_ status: DeviceStatus) { value = .status(status) }
  mutating func time(_ instant: Timestamp) { value = .time(instant) }
  mutating func noTexts() { value = .texts([]) }
}
