internal import GatewayCore
internal import JSON

/// The text of an answer with records of shape A in it, and where in it their values stand.
final class ScannedPage: Sendable {
  let text: [UInt8]
  /// Of each record a value for each field.
  let values: [ScannedValue]

  init(_ text: [UInt8], _ values: [ScannedValue]) {
    self.text = text
    self.values = values
  }
}

/// One record of a page: its values are read only when somebody asks for them, and written as they stand.
struct ScannedDevice: DeviceRecord {
  let id: Int
  private let page: ScannedPage
  /// The place of its first value.
  private let first: Int

  init(id: Int, _ page: ScannedPage, row: Int) {
    self.id = id
    self.page = page
    first = row * RecordScanner.fields
  }

  subscript(field: DeviceField) -> DeviceValue? {
    let value = page.values[first + field.rawValue]
    switch value.kind {
    case .absent: return nil
    case .null: return .null
    case .false: return .boolean(false)
    case .true: return .boolean(true)
    case .integer: return Int(string(value)).map { .integer($0) }
    case .string: return field.kind == .time ? .time(ExactString(string(value))) : .text(string(value))
    case .up: return .status(.up)
    case .down: return .status(.down)
    case .unknown: return .status(.unknown)
    case .texts:
      var texts: [ExactString] = []
      forEachText(of: value) { texts.append(ExactString(String(decoding: page.text[$0], as: UTF8.self))) }
      return .texts(texts)
    }
  }

  func write(_ fields: FieldSet, to writer: inout JSONWriter) {
    let (bytes, values) = (page.text, page.values)
    let text = bytes.span
    writer.beginObject()
    for field in fields.fields {
      let value = values[first + field.rawValue]
      if value.kind == .absent { continue }
      writer.member(field.key)
      switch value.kind {
      case .absent, .null: writer.null()
      case .false: writer.boolean(false)
      case .true: writer.boolean(true)
      case .integer: writer.raw(text.extracting(value.range))
      case .string: writer.plainString(text.extracting(value.range))
      case .up: writer.string(DeviceStatus.up.rawValue)
      case .down: writer.string(DeviceStatus.down.rawValue)
      case .unknown: writer.string(DeviceStatus.unknown.rawValue)
      case .texts:
        writer.beginArray()
        forEachText(of: value) { writer.plainString(text.extracting($0)) }
        writer.endArray()
      }
    }
    writer.endObject()
  }

  private func string(_ value: ScannedValue) -> String {
    String(decoding: page.text[value.range], as: UTF8.self)
  }

  /// The texts between commas, without the blanks in front of them.
  private func forEachText(of value: ScannedValue, _ body: (Range<Int>) -> Void) {
    for part in page.text[value.range].split(separator: UInt8(ascii: ",")) {
      let told = part.drop { $0 == UInt8(ascii: " ") }
      if !told.isEmpty { body(told.startIndex..<told.endIndex) }
    }
  }
}
