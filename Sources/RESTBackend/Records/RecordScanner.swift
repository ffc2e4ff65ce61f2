internal import GatewayCore
internal import JSON

/// Reads records of shape A whose values are all in the forms that the API mostly has, without a tree of JSON.
///
/// It leaves any other record to ``ControlRecord/init(reading:)``, whose results these are.
struct RecordScanner: ~Escapable {
  private let text: Span<UInt8>
  var reader: FlatReader
  private var members: [FlatMember] = []
  /// Of each record that was understood a value for each field.
  private(set) var values: [ScannedValue] = []

  /// Values of one record.
  static let fields = DeviceField.allCases.count
  /// The names of the fields in their order, and behind them one that is told to nobody.
  private static let names = NameTable(DeviceField.allCases.map(\.name) + ["password"])
  private static let kinds = DeviceField.allCases.map(\.kind)
  private static let blank = [ScannedValue](repeating: .absent, count: fields)

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
    return ControlRecord(ScannedDevice(id: id, ScannedPage(body, scanner.values), row: 0))
  }

  /// Takes the object that comes next; nil for something else.
  @_lifetime(self: copy self)
  mutating func take() -> Row? {
    let begin = reader.place
    guard reader.takeObject(RecordScanner.names, into: &members) else { return reader.skipNested().map { .other($0) } }
    let first = values.count
    values += RecordScanner.blank
    if let id = fill(from: first) { return .scanned(id: id) }
    values.removeSubrange(first...)
    return .other(begin..<reader.place)
  }

  /// Puts the members in their places and gives the id; nil for a record with a value of another form.
  @_lifetime(self: copy self)
  private mutating func fill(from first: Int) -> Int? {
    var id: Int?
    for index in members.indices {
      let (name, told) = (members[index].name, members[index].value)
      guard name < RecordScanner.fields else { continue }
      guard told.count <= ScannedValue.longest, let field = DeviceField(rawValue: name) else { return nil }
      switch field {
      case .id:
        guard told.kind == .integer else { return nil }
        id = integer(told)
        values[first + name] = ScannedValue(.integer, told.range)
      case .status:
        guard let status = status(told) else { return nil }
        values[first + name] = ScannedValue(status)
      case .pendingSettings:
        let hasPending = first + DeviceField.hasPending.rawValue
        // Which of the two counts depends on their order.
        guard values[hasPending].kind == .absent, let pending = pending(told) else { return nil }
        values[first + name] = pending.settings
        values[hasPending] = ScannedValue(pending.isThere ? .true : .false)
      case .hasPending where values[first + name].kind != .absent: return nil
      default:
        guard let kind = kind(of: told, RecordScanner.kinds[name]) else { return nil }
        values[first + name] = ScannedValue(kind, told.range)
      }
    }
    let status = first + DeviceField.status.rawValue
    if values[first + DeviceField.lastConnection.rawValue].kind == .null, values[status].kind != .absent {
      values[status] = ScannedValue(.unknown)
    }
    return id
  }

  /// The form in which the contract has a value; nil for one that the parser has to look at.
  @inline(__always)
  private func kind(of told: FlatValue, _ kind: DeviceField.Kind) -> ScannedValue.Kind? {
    switch (kind, told.kind) {
    case (.object, _), (.texts, _), (.status, _): nil
    case (_, .null): .null
    case (.integer, .integer): .integer
    case (.boolean, .true): .true
    case (.boolean, .false): .false
    case (.text, .string), (.decimalText, .string): .string
    case (.time, .string): isTime(text.extracting(told.range)) ? .string : nil
    default: nil
    }
  }

  private func isTime(_ text: Span<UInt8>) -> Bool {
    text.count > 0 && text[text.count - 1] == UInt8(ascii: "Z") && Timestamp(text) != nil
  }

  private func integer(_ told: FlatValue) -> Int {
    let isNegative = text[told.start] == UInt8(ascii: "-")
    let magnitude = told.range.dropFirst(isNegative ? 1 : 0).reduce(0) { $0 * 10 + Int(text[$1] - UInt8(ascii: "0")) }
    return isNegative ? -magnitude : magnitude
  }

  private func status(_ told: FlatValue) -> ScannedValue.Kind? {
    switch told.kind {
    case .true: .up
    case .false: .down
    case .null: .unknown
    case .integer: isWord("1", told) ? .up : isWord("0", told) ? .down : .unknown
    case .string: isWord("up", told) ? .up : isWord("down", told) ? .down : isWord("unknown", told) ? .unknown : nil
    }
  }

  private func pending(_ told: FlatValue) -> (settings: ScannedValue, isThere: Bool)? {
    switch told.kind {
    case .true: return (ScannedValue(.null), true)
    case .false, .null: return (ScannedValue(.texts), false)
    case .integer: return nil
    case .string:
      if told.count == 0 || isWord("none", told) { return (ScannedValue(.texts), false) }
      // A comma with an accent on it is another character.
      for index in told.range where text[index] >= 0x80 { return nil }
      return (ScannedValue(.texts, told.range), true)
    }
  }

  /// - Parameter word: in lower case; the value may be in any.
  private func isWord(_ word: StaticString, _ told: FlatValue) -> Bool {
    guard told.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { word in
      word.indices.allSatisfy { text[told.start + $0] | 0x20 == word[$0] }
    }
  }
}
