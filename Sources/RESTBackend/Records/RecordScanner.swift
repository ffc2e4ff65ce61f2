internal import GatewayCore
internal import JSON

/// Reads records of shape A whose values are all in the forms that the API mostly has, without a tree of JSON.
///
/// It leaves any other record to ``ControlRecord/init(reading:)``, whose results these are.
struct RecordScanner: ~Escapable {
  private let text: Span<UInt8>
  var reader: FlatReader
  /// The values of each record that was understood, in the order of the schema.
  private(set) var pieces: [TextPiece] = []

  /// The fields in their order, and behind them a member that is told to nobody.
  static let schema = FlatSchema(
    DeviceField.allCases.map { ($0.name, kinds(of: $0)) } + [("password", [.string, .integer, .boolean, .null])])
  private static let blank = [TextPiece](repeating: .none, count: schema.count)
  private static let times = DeviceField.allCases.filter { $0.kind == .time }

  enum Row {
    /// The next among those that were understood.
    case scanned(id: Int)
    /// An object, perhaps, at this place of the text.
    case other(Range<Int>)
  }

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) {
    self.text = text
    reader = FlatReader(text)
  }

  /// The record of an answer that has one alone; nil for one to be left to the parser.
  static func record(_ body: [UInt8]) -> ControlRecord? {
    var scanner = RecordScanner(body.span)
    guard case .scanned(let id) = scanner.take(), scanner.reader.isAtEnd() else { return nil }
    return ControlRecord(ScannedDevice(id: id, ScannedPage(body, scanner.pieces), row: 0))
  }

  /// Takes the object that comes next; nil for something else.
  @_lifetime(self: copy self)
  mutating func take() -> Row? {
    let (begin, first) = (reader.place, pieces.count)
    pieces += RecordScanner.blank
    let isFlat = reader.takeObject(RecordScanner.schema, into: &pieces, from: first)
    if isFlat, let id = id(ofRecordAt: first) { return .scanned(id: id) }
    pieces.removeSubrange(first...)
    return isFlat ? .other(begin..<reader.place) : reader.skipNested().map { .other($0) }
  }

  // MARK: What the parser has to look at

  /// What may stand in a field for its value to be passed on as it is, or to be understood later.
  private static func kinds(of field: DeviceField) -> FlatValue.Kinds {
    switch field.kind {
    case .integer: field == .id ? .integer : [.integer, .null]
    case .boolean: [.boolean, .null]
    case .text, .decimalText, .time: [.string, .null]
    case .status: [.string, .boolean, .integer, .null]
    case .texts: [.string, .boolean, .null]
    case .object: []
    }
  }

  /// The id of a record; nil when one of its values is not in a form that can be passed on.
  private func id(ofRecordAt first: Int) -> Int? {
    for field in RecordScanner.times where !RecordScanner.isTime(piece(field, first)) { return nil }
    let (status, pending) = (piece(.status, first), piece(.pendingSettings, first))
    if !status.isEmpty, ScannedForm.status(status) == nil { return nil }
    // Which of the two counts depends on their order.
    guard pending.isEmpty || piece(.hasPending, first).isEmpty else { return nil }
    // A comma with an accent on it is another character.
    guard pending.isASCII else { return nil }
    return ScannedForm.integer(piece(.id, first))
  }

  @_lifetime(copy self)
  private func piece(_ field: DeviceField, _ first: Int) -> Span<UInt8> {
    text.extracting(pieces[first + field.rawValue].range)
  }

  /// Whether it is nothing, null or a time in UTC.
  private static func isTime(_ piece: Span<UInt8>) -> Bool {
    guard !piece.isEmpty, piece[0] == UInt8(ascii: "\"") else { return true }
    let text = ScannedForm.unquoted(piece)
    return !text.isEmpty && text[text.count - 1] == UInt8(ascii: "Z") && Timestamp(text) != nil
  }
}

extension Span<UInt8> {
  fileprivate var isASCII: Bool {
    for index in indices where self[index] >= 0x80 { return false }
    return true
  }
}
