package import JSON

/// The value of one member of a device.
///
/// Absent, "the source did not tell", is the absence of a `DeviceValue`.
package enum DeviceValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case text(ExactString)
  case status(DeviceStatus)
  /// RFC 3339 in UTC with `Z`, as the source told it; compare by ``instant``.
  case time(ExactString)
  case texts([ExactString])
  case object(JSONText)

  package static func text(_ text: String) -> DeviceValue {
    .text(ExactString(text))
  }

  package static func time(_ instant: Timestamp) -> DeviceValue {
    .time(ExactString(instant.text))
  }

  /// The moment of a time.
  package var instant: Timestamp? {
    guard case .time(let text) = self else { return nil }
    return Timestamp(text.text)
  }

  /// The text of a text.
  package var string: String? {
    guard case .text(let text) = self else { return nil }
    return text.text
  }

  package var integerValue: Int? {
    guard case .integer(let number) = self else { return nil }
    return number
  }

  package func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .boolean(let flag): writer.boolean(flag)
    case .integer(let number): writer.integer(number)
    case .text(let text), .time(let text): writer.string(text.text)
    case .status(let status): writer.string(status.rawValue)
    case .texts(let texts):
      writer.beginArray()
      for text in texts { writer.string(text.text) }
      writer.endArray()
    case .object(let text): writer.raw(text)
    }
  }
}

/// Seconds between two informs: an unsignedInt in both data models.
private let longestPeriod = Int(UInt32.max)

extension DeviceValue {
  /// Reads the value of a field; null is a value too.
  package init(reading value: JSONValue, of field: DeviceField) throws(JSONReadError) {
    guard !value.isNull else {
      self = .null
      return
    }
    switch field.kind {
    case .integer where field == .updateFrequency: self = .integer(try value.readInteger(in: 1...longestPeriod))
    case .integer: self = .integer(try value.readInteger())
    case .boolean: self = .boolean(try value.readBoolean())
    case .text: self = .text(try value.readString())
    case .decimalText:
      let text = try value.readString()
      guard Double(text) != nil, !text.contains(where: { "xXpPnN".contains($0) }) else {
        throw JSONReadError("expected a decimal number as a string, found another text")
      }
      self = .text(text)
    case .status: self = .status(try DeviceStatus(reading: value))
    case .time: self = try DeviceValue(readingTime: value)
    case .texts:
      self = .texts(try value.readElements { (element) throws(JSONReadError) in ExactString(try element.readString()) })
    case .object:
      guard value.kind == .object else { throw .expected("an object", found: value.kind) }
      self = .object(JSONText(value))
    }
  }

  /// A time keeps the precision in which it was told, and is told in UTC.
  private init(readingTime value: JSONValue) throws(JSONReadError) {
    let text = try value.readString()
    guard let instant = Timestamp(text) else { throw .expectedTime }
    self = text.hasSuffix("Z") ? .time(ExactString(text)) : .time(instant)
  }
}

extension JSONReadError {
  package static let expectedTime = JSONReadError(
    "expected a time as in RFC 3339 with an offset, such as 2030-01-01T00:00:00Z, found another text")
}

extension Timestamp: JSONReadable {
  package init(reading value: JSONValue) throws(JSONReadError) {
    guard let instant = Timestamp(try value.readString()) else { throw .expectedTime }
    self = instant
  }
}
