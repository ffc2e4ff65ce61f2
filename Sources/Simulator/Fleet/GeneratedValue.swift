internal import GatewayCore
internal import JSON

/// A member of a generated device, computed without allocating.
enum GeneratedValue {
  case null
  case boolean(Bool)
  case integer(Int)
  /// Holds nothing that JSON escapes.
  case literal(StaticString)
  /// Printable ASCII.
  case text(ShortText)
  case status(DeviceStatus)
  case time(Timestamp)
  case noTexts

  var deviceValue: DeviceValue {
    switch self {
    case .null: .null
    case .boolean(let flag): .boolean(flag)
    case .integer(let number): .integer(number)
    case .literal(let text): .text("\(text)")
    case .text(let text): .text(text.string)
    case .status(let status): .status(status)
    case .time(let instant): .time(instant)
    case .noTexts: .texts([])
    }
  }

  @inline(__always)
  func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .boolean(let flag): writer.boolean(flag)
    case .integer(let number): writer.integer(number)
    case .literal(let text): text.withUTF8Buffer { writer.plainString($0.span) }
    case .text(let text): writer.plainString(text.span)
    case .status(let status): writer.string(status.rawValue)
    case .time(let instant): writer.time(instant)
    case .noTexts:
      writer.beginArray()
      writer.endArray()
    }
  }
}
