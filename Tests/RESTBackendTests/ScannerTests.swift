internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

@testable internal import RESTBackend

/// What the scanner takes, the parser takes too, and both tell the same.
@Suite struct ScannerTests {
  private static let record = """
    {"id": 7, "uuid": "3f1f-7", "name": "cpe-Zürich", "is_active": true, "status": "Up", \
    "status_change": "2031-03-04T05:06:07Z", "type": 9, "manufacturer": "Acmetel", "serial_number": "S7", \
    "serial_number_alt": null, "description": "", "organization_id": 31, "location": 7, "location_name": "Lima North", \
    "latitude": "-11.9900", "update_frequency": 300, "last_connection": "2031-03-04T05:01:00.25Z", "debug": false, \
    "password": "secret", "pending_settings": "None", "created": null}
    """

  private static let page = """
    {"count": 12, "next": "http://h/api/v1/inventory_device/?limit=3&offset=3", "previous": null, "results": [\
    \(record), {"id":8,"status":"down","last_connection":null,"pending_settings":"a, b,,c","name":"x"}, \
    \(record.replacing("\"id\": 7", with: "\"id\": 9, \"tags\": [1, {\"a\": \"]\\\"}\"}]"))]}
    """

  // MARK: The same as the parser

  @Test(arguments: 0..<8) func aMutatedPageMeansTheSame(_ seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    var taken = 0
    for _ in 0..<1500 {
      let text = Self.mutated(Self.page, &numbers)
      guard let scanned = RecordPage(scanning: text) else { continue }
      taken += 1
      let parsed = try #require(Self.parsedPage(text), "\(String(decoding: text, as: UTF8.self))")
      #expect(scanned.total == parsed.total && scanned.hasNext == parsed.hasNext)
      #expect(scanned.nextQuery == parsed.nextQuery)
      try #require(scanned.rows.count == parsed.rows.count)
      for (mine, theirs) in zip(scanned.rows, parsed.rows) { Self.expectSame(mine, theirs) }
    }
    #expect(taken > 300)
  }

  @Test(arguments: 0..<8) func aMutatedRecordMeansTheSame(_ seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    var taken = 0
    for _ in 0..<3000 {
      let text = Self.mutated(Self.record, &numbers)
      guard let scanned = RecordScanner.record(text) else { continue }
      taken += 1
      let parsed = try #require(Self.parsedRecord(text), "\(String(decoding: text, as: UTF8.self))")
      Self.expectSame(scanned, parsed)
    }
    #expect(taken > 100)
  }

  /// Every value in every member: the forms of the API and such as no page shows.
  @Test func anyValueMeansTheSame() throws {
    var (taken, left) = (0, 0)
    for field in DeviceField.allCases.map({ "\($0.name)" }) + ["password", "organization", "Password", "tags"] {
      for value in Self.values {
        for other in ["", "\"pending_settings\":\"x\",", "\"has_pending\":true,", "\"last_connection\":null,"] {
          let text = Array("{\(other)\"\(field)\":\(value)\(field == "id" ? "" : ",\"id\":5")}".utf8)
          guard let scanned = RecordScanner.record(text) else {
            left += 1
            continue
          }
          taken += 1
          let parsed = try #require(Self.parsedRecord(text), "\(field): \(value)")
          Self.expectSame(scanned, parsed)
        }
      }
    }
    #expect(taken > 1000 && left > 1000)
  }

  private static let values = [
    "null", "true", "false", "0", "1", "-1", "-0", "007", "42", "999999999999999999", "9223372036854775807", "1.0",
    "1e3",
    "\"\"", "\"Up\"", "\"DOWN\"", "\"unKNOWN\"", "\"un\u{212A}nown\"", "\"1\"", "\"true\"", "\"None\"", "\"none\"",
    "\"x\"",
    "\"a, b,,  c \"", "\",\"", "\",\u{301}\"", "\" \"", "\"7\"", "\"2030-01-01T00:00:00Z\"", "\"2030-02-30T00:00:00Z\"",
    "\"2030-01-01T00:00:00\"", "\"2030-01-01T00:00:00z\"", "\"2030-01-01T00:00:00.123456Z\"",
    "\"2030-01-01T02:00:00+02:00\"", "\"Z\"", "\"a\\nb\"", "\"\\u00e9\"", "\"é\"", "\"\u{7F}\"", "\"-77.06\"", "{}",
    "[]",
    "{\"id\":1}", "[\"a\"]",
  ]

  // MARK: What is scanned

  @Test func plainRowsNeedNoParser() throws {
    let page = try #require(RecordPage(scanning: Array(Self.page.utf8)))
    #expect(page.rows.map { $0.device is ScannedDevice } == [true, true, false])
    #expect(page.rows.map(\.id) == [7, 8, 9])
    #expect(page.total == 12)
    #expect(page.nextQuery == "limit=3&offset=3")
    #expect(page.rows[1].device[.pendingSettings] == .texts(["a", "b", "c"].map { ExactString($0) }))
    #expect(page.rows[1].device[.status] == .status(.unknown))
  }

  @Test(arguments: [0, 1, 7, 8, 9, 29, 30, 31, 32, 33, 70_000]) func aValueMayBeOfAnyLength(_ length: Int) throws {
    let value = String(repeating: "a", count: length)
    let text = "{\"id\":1,\"description\":\"\(value)\"}"
    let record = try #require(RecordScanner.record(Array(text.utf8)))
    #expect(record.device[.description] == .text(value))
    #expect(Self.written(record, .all) == text)
  }

  @Test(arguments: [
    "", "{", "{}", "[]", "{\"results\":[]", "{\"results\":[]}x", "{\"results\":[],\"results\":[]}", "{\"results\":[,]}",
    "{\"results\":[{}]}", "{\"results\":[1]}", "{\"results\":[{\"id\":1},]}", "{\"results\":[],}", "{\"results\":{}}",
    "{\"count\":1}", "{\"results\":[],\"other\":1}", "{\"results\":[{\"id\":1}{\"id\":2}]}",
    "{\"results\":[{\"id\":1\"}]}",
    "{\"results\":[{\"id\":1,\"id\":2}]}", "{\"results\":[{\"id\":1]}]}", "{\"results\":[\"",
    "{\"results\":[{\"a\":\"\\",
    "\u{FEFF}{\"results\":[]}", "{\"results\":[{\"id\":null,\"name\":\"x\"}]}",
  ]) func aPageThatIsWrongOrOddIsLeftToTheParser(_ text: String) {
    #expect(RecordPage(scanning: Array(text.utf8)) == nil)
  }

  // MARK: Comparing

  private static func expectSame(_ mine: ControlRecord, _ theirs: ControlRecord) {
    for field in DeviceField.allCases {
      #expect(mine.device[field] == theirs.device[field], "\(field.name)")
    }
    #expect(mine.id == theirs.id && mine.device.id == theirs.device.id)
    #expect(mine.shape == theirs.shape)
    for fields in [FieldSet.all, [FieldSet(.id), FieldSet(.status), FieldSet(.pendingSettings)]] {
      #expect(written(mine, fields) == written(theirs, fields))
    }
  }

  private static func written(_ record: ControlRecord, _ fields: FieldSet) -> String {
    JSONText { writer in record.device.write(fields, to: &writer) }.string
  }

  private static func parsedPage(_ text: [UInt8]) -> RecordPage<ControlRecord>? {
    guard let document = try? JSONDocument(parsing: text.span) else { return nil }
    return document.read { root in
      try? RecordPage(reading: root) { (row) throws(JSONReadError) in try ControlRecord(reading: row) }
    }
  }

  private static func parsedRecord(_ text: [UInt8]) -> ControlRecord? {
    guard let document = try? JSONDocument(parsing: text.span) else { return nil }
    return document.read { root in try? ControlRecord(reading: root) }
  }

  // MARK: Mutating

  private static let pieces =
    [
      "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\t", "\n", "null", "true", "1", "-", ".", "e", "Z", "\u{0}",
      "\u{1F}",
      "é", "\\u0000", "\\\"", "\"id\"", "\"name\":\"y\",", "\"x\":[{}],",
    ].map { Array($0.utf8) } + [[0xC3], [0xFF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80]]

  /// The text with one to three changes somewhere.
  private static func mutated(_ text: String, _ numbers: inout SeededNumbers) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0..<[1, 1, 1, 2, 3][Int.random(in: 0..<5, using: &numbers)] {
      let place = Int.random(in: 0..<bytes.count, using: &numbers)
      let piece = pieces.randomElement(using: &numbers) ?? []
      switch Int.random(in: 0..<6, using: &numbers) {
      case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &numbers)
      case 1: bytes.insert(contentsOf: piece, at: place)
      case 2: bytes.remove(at: place)
      case 3: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &numbers)
      case 4: bytes.replaceSubrange(place..<min(place + 3, bytes.count), with: piece)
      default:
        // A digit or letter for another of its kind.
        bytes[place] = bytes[place] &+ 1
      }
    }
    return bytes
  }
}
