internal import GatewayCore
internal import JSON

/// One record of a page: its values are read only when somebody asks for them, and most are written as they stand.
struct ScannedDevice: DeviceRecord {
  let id: Int
  private let page: ScannedPage
  /// The place of its first value.
  private let first: Int

  private static let keys = DeviceField.allCases.map(\.key)
  /// Those that the contract has in a form of its own.
  private static let formed: [DeviceField] = [.status, .pendingSettings, .hasPending]

  init(id: Int, _ page: ScannedPage, row: Int) {
    self.id = id
    self.page = page
    first = row * RecordScanner.schema.count
  }

  subscript(field: DeviceField) -> DeviceValue? {
    switch field {
    case .id: .integer(id)
    case .status, .pendingSettings, .hasPending: formed(field)
    default: plain(field)
    }
  }

  func write(_ fields: FieldSet, to writer: inout JSONWriter) {
    let (bytes, pieces) = (page.text, page.pieces)
    let (text, values) = (bytes.span, pieces.span.extracting(first..<first + RecordScanner.schema.count))
    let keys = ScannedDevice.keys
    var rest = fields.rawValue
    writer.beginObject()
    for field in ScannedDevice.formed where fields.contains(field) {
      guard let value = formed(field) else { continue }
      let bit = FieldSet(field).rawValue
      writer.members(rest & (bit - 1), named: keys, from: text, at: values)
      writer.member(field.key)
      value.write(to: &writer)
      rest &= ~(bit | (bit - 1))
    }
    writer.members(rest, named: keys, from: text, at: values)
    writer.endObject()
  }

  // MARK: Values

  private func piece(_ field: DeviceField) -> TextPiece {
    page.pieces[first + field.rawValue]
  }

  private func plain(_ field: DeviceField) -> DeviceValue? {
    let (text, piece) = (page.text, piece(field))
    guard piece.count > 0 else { return nil }
    switch text[piece.range.lowerBound] {
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "t"): return .boolean(true)
    case UInt8(ascii: "f"): return .boolean(false)
    case UInt8(ascii: "\""):
      let told = ExactString(String(decoding: text[piece.range].dropFirst().dropLast(), as: UTF8.self))
      return field.kind == .time ? .time(told) : .text(told)
    default: return ScannedForm.integer(text.span.extracting(piece.range)).map { .integer($0) }
    }
  }

  private func formed(_ field: DeviceField) -> DeviceValue? {
    let text = page.text
    switch field {
    case .status:
      guard case let told = piece(.status), told.count > 0 else { return nil }
      // Before it was ever there, nobody knows whether it is (control-api.md 9.3).
      let last = piece(.lastConnection)
      let wasNeverThere = last.count > 0 && text[last.range.lowerBound] == UInt8(ascii: "n")
      return .status(wasNeverThere ? .unknown : ScannedForm.status(text.span.extracting(told.range)) ?? .unknown)
    case .pendingSettings:
      guard case let told = piece(.pendingSettings), told.count > 0 else { return nil }
      guard ScannedForm.isPending(text.span.extracting(told.range)) else { return .texts([]) }
      return text[told.range.lowerBound] == UInt8(ascii: "t") ? .null : .texts(texts(told))
    default:
      guard case let told = piece(.pendingSettings), told.count > 0 else { return plain(.hasPending) }
      return .boolean(ScannedForm.isPending(text.span.extracting(told.range)))
    }
  }

  /// The texts between commas, without the blanks in front of them.
  private func texts(_ piece: TextPiece) -> [ExactString] {
    page.text[piece.range].dropFirst().dropLast().split(separator: UInt8(ascii: ","))
      .map { $0.drop { $0 == UInt8(ascii: " ") } }.filter { !$0.isEmpty }
      .map { ExactString(String(decoding: $0, as: UTF8.self)) }
  }
}
