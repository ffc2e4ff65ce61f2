internal import GatewayCore
internal import JSON

extension RecordPage<ControlRecord> {
  /// Reads an envelope with the scanner, and with the parser only those of its rows that the scanner leaves to it.
  ///
  /// Nil for a page that is left to the parser as a whole, as are all that are wrong somewhere.
  init?(scanning body: [UInt8]) {
    var scanner = RecordScanner(body.span)
    var rows: [RecordScanner.Row]?
    var (count, next): (FlatValue?, FlatValue?)
    var seen: Set<Int> = []
    guard scanner.reader.take("{") else { return nil }
    repeat {
      guard let name = scanner.reader.takeName(EnvelopeName.table), seen.insert(name).inserted else { return nil }
      if name == EnvelopeName.results {
        guard let taken = scanner.takeRows() else { return nil }
        rows = taken
      } else {
        guard let value = scanner.reader.takeScalar() else { return nil }
        if name == EnvelopeName.count { count = value }
        if name == EnvelopeName.next { next = value }
      }
    } while scanner.reader.take(",")
    guard scanner.reader.take("}"), scanner.reader.isAtEnd(), let rows,
      let records = scanner.records(rows, body)
    else { return nil }
    func string(_ value: FlatValue) -> String { String(decoding: body[value.piece.range], as: UTF8.self) }
    self.init(
      rows: records, total: count?.kind == .integer ? count.flatMap { Int(string($0)) } : nil,
      hasNext: next.map { $0.kind != .null },
      nextQuery: next?.kind == .string
        ? next.flatMap { RecordPage.query(of: String(string($0).dropFirst().dropLast())) } : nil)
  }
}

/// The members of an envelope that can be scanned.
private enum EnvelopeName {
  static let table = NameTable(["results", "count", "next", "previous"])
  static let results = 0
  static let count = 1
  static let next = 2
}

extension RecordScanner {
  /// Takes an array of objects.
  @_lifetime(self: copy self)
  fileprivate mutating func takeRows() -> [Row]? {
    var rows: [Row] = []
    guard reader.take("[") else { return nil }
    if reader.take("]") { return rows }
    repeat {
      guard let row = take() else { return nil }
      rows.append(row)
    } while reader.take(",")
    return reader.take("]") ? rows : nil
  }

  /// The records of all rows; nil when the parser refuses one of those that are left to it.
  fileprivate func records(_ rows: [Row], _ body: [UInt8]) -> [ControlRecord]? {
    let page = ScannedPage(body, pieces)
    var records: [ControlRecord] = []
    records.reserveCapacity(rows.count)
    var scanned = 0
    for row in rows {
      switch row {
      case .scanned(let id):
        records.append(ControlRecord(ScannedDevice(id: id, page, row: scanned)))
        scanned += 1
      case .other(let range):
        guard let record = RecordScanner.parsed(body.span.extracting(range)) else { return nil }
        records.append(record)
      }
    }
    return records
  }

  private static func parsed(_ text: Span<UInt8>) -> ControlRecord? {
    guard let document = try? JSONDocument(parsing: text) else { return nil }
    return document.read { value in try? ControlRecord(reading: value) }
  }
}
