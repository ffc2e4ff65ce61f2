internal import GatewayCore
internal import JSON

/// A device as JSON text that was written here: answered as it stands, taken apart only when somebody asks.
struct CachedRecord: DeviceRecord {
  let id: Int
  let text: [UInt8]

  private static let names = NameTable(DeviceField.allCases.map(\.name))
  private static let keys = DeviceField.allCases.map(\.key)

  init(id: Int, _ text: [UInt8]) {
    self.id = id
    self.text = text
  }

  /// The text of any record.
  init(_ device: any DeviceRecord) {
    id = device.id
    text = JSONText { writer in device.write(.all, to: &writer) }.bytes
  }

  /// A text that was stored.
  ///
  /// SQLite looks after its pages, not after what stands in them: a text that is not what was written is told to nobody.
  /// - Throws: damage.
  init(id: Int, _ text: [UInt8], digest: Int) throws(SQLFailure) {
    self.init(id: id, text)
    guard self.digest == digest else { throw .damagedRecord }
  }

  /// Tells a text that was damaged from the one that was stored.
  ///
  /// Products of neighbouring words, added up: none waits for the one before, as this is done for every row that is told.
  var digest: Int {
    let span = unsafe text.span.bytes
    var (sum, place) = (UInt64(span.byteCount), 0)
    while place &+ 16 <= span.byteCount {
      let first = unsafe span.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      let second = unsafe span.unsafeLoadUnaligned(fromByteOffset: place &+ 8, as: UInt64.self)
      sum &+= CachedRecord.mixed(UInt64(littleEndian: first), UInt64(littleEndian: second), place)
      place &+= 16
    }
    while place < span.byteCount {
      sum &+= CachedRecord.mixed(UInt64(unsafe span.unsafeLoad(fromByteOffset: place, as: UInt8.self)), 0, place)
      place &+= 1
    }
    return Int(truncatingIfNeeded: sum)
  }

  @inline(__always)
  private static func mixed(_ first: UInt64, _ second: UInt64, _ place: Int) -> UInt64 {
    let odd: (UInt64, UInt64) = (0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03)
    let product = (first ^ odd.0 ^ UInt64(place)).multipliedFullWidth(by: second ^ odd.1)
    return product.high ^ product.low
  }

  subscript(field: DeviceField) -> DeviceValue? {
    guard field != .id else { return .integer(id) }
    guard let pieces = pieces() else { return device[field] }
    return CachedRecord.value(of: field, text, pieces[field.rawValue])
  }

  func write(_ fields: FieldSet, to writer: inout JSONWriter) {
    guard fields != .all else { return writer.raw(text.span) }
    guard let pieces = pieces() else { return device.write(fields, to: &writer) }
    writer.beginObject()
    writer.members(fields.rawValue, named: CachedRecord.keys, from: text.span, at: pieces.span)
    writer.endObject()
  }

  /// All of its members.
  var device: Device {
    var device = Device()
    if let pieces = pieces() {
      for field in DeviceField.allCases { device[field] = CachedRecord.value(of: field, text, pieces[field.rawValue]) }
    } else if let document = try? JSONDocument(parsing: text.span) {
      document.read { root in
        for field in DeviceField.allCases {
          guard let value = root.member(field.name) else { continue }
          device[field] = try? DeviceValue(reading: value, of: field)
        }
      }
    }
    return device
  }

  /// Where the value of each member stands; nil for a text that needs a parser.
  private func pieces() -> [TextPiece]? {
    var pieces = [TextPiece](repeating: .none, count: DeviceField.allCases.count)
    var reader = FlatReader(text.span)
    guard reader.take("{") else { return nil }
    repeat {
      guard let place = reader.takeName(CachedRecord.names) else { return nil }
      if let nested = reader.skipNested() {
        pieces[place] = TextPiece(nested)
      } else if let scalar = reader.takeScalar() {
        pieces[place] = scalar.piece
      } else {
        return nil
      }
    } while reader.take(",")
    return reader.take("}") ? pieces : nil
  }

  private static func value(of field: DeviceField, _ text: [UInt8], _ piece: TextPiece) -> DeviceValue? {
    guard piece.count > 0 else { return nil }
    let bytes = text[piece.range]
    switch bytes[bytes.startIndex] {
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "t"): return .boolean(true)
    case UInt8(ascii: "f"): return .boolean(false)
    case UInt8(ascii: "\"") where field.kind == .text:
      return .text(String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self))
    case UInt8(ascii: "\"") where field.kind == .time:
      return .time(ExactString(String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)))
    default:
      guard let document = try? JSONDocument(parsing: text.span.extracting(piece.range)) else { return nil }
      return document.read { try? DeviceValue(reading: $0, of: field) }
    }
  }
}
