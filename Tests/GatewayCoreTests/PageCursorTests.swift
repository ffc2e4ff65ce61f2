internal import JSON
internal import TestSupport
internal import Testing

@testable internal import GatewayCore

/// A cursor is opaque and belongs to its method, filter and sort (protocol.md 6).
@Suite struct PageCursorTests {
  private static func query(_ method: StaticString, _ filter: String = "{}", _ sort: String = "id") throws -> JSONText {
    InventoryQuery.canonical(
      method, try reading(InventoryFilter.self, filter), try reading(InventorySort.self, "\"\(sort)\""))
  }

  static let keys: [SortKey] = [
    SortKey(value: .number(7), id: 7), SortKey(value: .text(ExactString("é\u{10FFFF}\"\n")), id: Int.max),
    SortKey(value: nil, id: 1), SortKey(value: .text(ExactString("")), id: 2), SortKey(value: .number(Int.min), id: 3),
  ]

  @Test(arguments: keys) func aCursorIsReadBackAsItWasTold(_ key: SortKey) throws {
    let query = try PageCursorTests.query("inventory.list", #"{"type":3}"#, "-name")
    let text = PageCursor(after: key).encoded(for: query)
    #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    #expect(try PageCursor(text, for: query).last == key)
  }

  @Test func aCursorOfAnotherQueryIsRefused() throws {
    let own = try PageCursorTests.query("inventory.list", #"{"type":3}"#, "name")
    let text = PageCursor(after: SortKey(value: .number(1), id: 1)).encoded(for: own)
    let others = [
      try PageCursorTests.query("operation.list", #"{"type":3}"#, "name"),
      try PageCursorTests.query("inventory.list", #"{"type":4}"#, "name"),
      try PageCursorTests.query("inventory.list", #"{"type":[3,4]}"#, "name"),
      try PageCursorTests.query("inventory.list", "{}", "name"),
      try PageCursorTests.query("inventory.list", #"{"type":3}"#, "-name"),
      try PageCursorTests.query("inventory.list", #"{"type":3,"search":"x"}"#, "name"),
    ]
    for other in others {
      #expect(throws: JSONReadError.self) { try PageCursor(text, for: other) }
    }
    let same = try PageCursorTests.query("inventory.list", #"{"type":[3]}"#, "name")
    #expect(try PageCursor(text, for: same).last.id == 1)
  }

  @Test func aDamagedCursorIsRefused() throws {
    let query = try PageCursorTests.query("inventory.list")
    let text = PageCursor(after: SortKey(value: .text(ExactString("name")), id: 5)).encoded(for: query)
    #expect(throws: JSONReadError.self) { try PageCursor("", for: query) }
    #expect(throws: JSONReadError.self) { try PageCursor("!!", for: query) }
    #expect(throws: JSONReadError.self) { try PageCursor(text + "=", for: query) }
    for length in 0..<text.count {
      #expect(throws: JSONReadError.self) { try PageCursor(String(text.prefix(length)), for: query) }
    }
  }

  @Test(arguments: [#"["x",1]"#, #"["x",1,2,3]"#, #"["x","1",2]"#, "{}", "7", #"[1,1,1]"#, #"["x",1,[2]]"#])
  func whatNoListToldIsRefused(_ json: String) throws {
    let query = try PageCursorTests.query("inventory.list")
    let text = Base64URL.encode(Array(json.utf8))
    #expect(throws: JSONReadError.self) { try PageCursor(text, for: query) }
  }
}
