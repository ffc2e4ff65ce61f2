internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Devices in files: CSV with a header of members, lines of JSON, or a JSON array.
@Suite struct DeviceRowsTests {
  private func rows(_ text: String, _ format: DeviceFormat) throws -> DeviceRows {
    try DeviceRows(ByteSource(Array(text.utf8)), format: format)
  }

  private func all(_ text: String, _ format: DeviceFormat) throws -> [String] {
    var rows = try rows(text, format)
    var found: [String] = []
    while let row = try rows.next() { found.append(String(decoding: row, as: UTF8.self)) }
    #expect(rows.row >= found.count)
    return found
  }

  @Test func cellsBecomeMembersOfTheirKind() throws {
    let text = #"""
      id,name,is_active,latitude,status,pending_settings,extra,password,created
      7,"x,""y""",true,-12.5,up,"[""a"",""b""]","{""k"":null}",geheim,2030-01-01T00:00:00Z
      ,only,,,,,,,
      """#
    #expect(
      try all(text, .csv) == [
        #"{"id":7,"name":"x,\"y\"","is_active":true,"latitude":"-12.5","status":"up","pending_settings":["a","b"],"#
          + #""extra":{"k":null},"password":"geheim","created":"2030-01-01T00:00:00Z"}"#,
        #"{"name":"only"}"#,
      ])
  }

  @Test func aCellThatDoesNotFitStaysAText() throws {
    #expect(
      try all("type,is_active,extra\nx,yes,{\n", .csv) == [#"{"type":"x","is_active":"yes","extra":"{"}"#])
  }

  static let headers = ["", "nam\n", "name,name\n", "name,\n", "name;type\n", "Name\n"]

  @Test(arguments: headers) func aFileWithAnUnknownColumnIsRefused(_ text: String) throws {
    let error = try #require(throws: RowError.self) { try rows(text, .csv) }
    #expect(error.row == 0)
    #expect(!error.reason.isEmpty)
  }

  @Test func aRowOfAnotherWidthIsToldAndTheNextIsTaken() throws {
    var rows = try rows("name,type\na,1\nb\nc,3\n", .csv)
    #expect(try rows.next() != nil)
    let error = try #require(throws: RowError.self) { try rows.next() }
    #expect(error.row == 2)
    #expect(!rows.isBroken)
    let third = try #require(try rows.next())
    #expect(String(decoding: third, as: UTF8.self) == #"{"name":"c","type":3}"#)
    #expect(rows.row == 3)
    #expect(try rows.next() == nil)
  }

  @Test func behindAnOpenQuoteNothingCanBeToldApart() throws {
    var rows = try rows("name,type\n\"a,1\nb,2\n", .csv)
    let error = try #require(throws: RowError.self) { try rows.next() }
    #expect(error.row == 1)
    #expect(rows.isBroken)
  }

  @Test func linesOfJSONAreTakenOneByOne() throws {
    #expect(try all("{\"name\":\"a\"}\n\n  \r\n{\"name\":\"b\"}", .ndjson) == [#"{"name":"a"}"#, #"{"name":"b"}"#])
    #expect(try all("", .ndjson) == [])
  }

  @Test func anArrayIsTakenElementByElement() throws {
    #expect(try all(" [ {\"name\" : \"a\"}, 7 ] ", .json) == [#"{"name":"a"}"#, "7"])
    #expect(try all("[]", .json) == [])
  }

  @Test(arguments: ["", "{}", "[1", "nonsense", "[] []"]) func whatIsNoArrayIsRefused(_ text: String) throws {
    let error = try #require(throws: RowError.self) { try rows(text, .json) }
    #expect(error.row == 0)
  }

  static let cells: [(value: DeviceValue?, cell: String)] = [
    (nil, ""), (.null, ""), (.boolean(true), "true"), (.boolean(false), "false"), (.integer(-3), "-3"),
    (.text("a,b"), "a,b"), (.status(.down), "down"), (.texts([]), "[]"), (.texts([ExactString("x")]), #"["x"]"#),
  ]

  @Test(arguments: cells) func aValueHasItsCell(_ value: DeviceValue?, _ cell: String) {
    #expect(DeviceColumn.cell(value) == cell)
  }
}
