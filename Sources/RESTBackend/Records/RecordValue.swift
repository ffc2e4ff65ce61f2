internal import GatewayCore
internal import JSON

/// Values of members as the API tells them, which differ in type from page to page (control-api.md 1.7, 1.8, 2.3).
enum RecordValue {
  /// The value in the contract's form; nil for one that has none.
  static func read(_ field: DeviceField, _ value: JSONValue) -> DeviceValue? {
    switch field {
    case .status: return .status(status(value))
    case .pendingSettings: return pendingSettings(value)
    case .location:
      if let text = value.stringValue, Int(text) == nil { return .text(text) }
      return scalar(field, value)
    default: return scalar(field, value)
    }
  }

  /// `up` and `down` in their many spellings; whatever else stands there is not known.
  static func status(_ value: JSONValue) -> DeviceStatus {
    (try? DeviceStatus(reading: value)) ?? value.stringValue.flatMap { spelled($0) } ?? .unknown
  }

  private static func spelled(_ text: String) -> DeviceStatus? {
    switch text.lowercased() {
    case "1", "true": .up
    case "0", "false": .down
    default: nil
    }
  }

  private static func scalar(_ field: DeviceField, _ value: JSONValue) -> DeviceValue? {
    if value.isNull { return .null }
    switch field.kind {
    case .integer:
      return (value.integerValue ?? value.stringValue.flatMap { Int($0) }).map { .integer($0) }
    case .boolean: return value.booleanValue.map { .boolean($0) }
    case .text: return value.stringValue.map { .text($0) }
    case .decimalText: return decimal(value)
    case .time: return time(value)
    case .status, .texts, .object: return try? DeviceValue(reading: value, of: field)
    }
  }

  private static func decimal(_ value: JSONValue) -> DeviceValue? {
    if let text = value.stringValue { return .text(text) }
    return value.numberValue.map { number in .text(value.integerValue.map { String($0) } ?? number.description) }
  }

  /// Any offset is taken, and none read as UTC.
  private static func time(_ value: JSONValue) -> DeviceValue? {
    guard let text = value.stringValue else { return nil }
    if let instant = Timestamp(text) { return text.hasSuffix("Z") ? .time(ExactString(text)) : .time(instant) }
    return Timestamp(text + "Z").map { .time($0) }
  }

  // MARK: What is queued for a device

  /// The texts between its commas; nothing is queued when it says so in one of its ways.
  private static func pendingSettings(_ value: JSONValue) -> DeviceValue? {
    if value.isNull || value.booleanValue == false { return .texts([]) }
    if value.booleanValue == true { return .null }
    guard let text = value.stringValue else { return nil }
    guard hasPending(value) == true else { return .texts([]) }
    let parts = text.split(separator: ",").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    return .texts(parts.map { ExactString(String($0)) })
  }

  static func hasPending(_ value: JSONValue) -> Bool? {
    if let flag = value.booleanValue { return flag }
    if value.isNull { return false }
    guard let text = value.stringValue else { return nil }
    return !["", "none"].contains(text.lowercased())
  }
}
