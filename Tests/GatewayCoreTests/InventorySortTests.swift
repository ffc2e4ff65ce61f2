internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Texts by code point, nulls last both ways, ties by rising id both ways (protocol.md 6).
@Suite struct InventorySortTests {
  private func sorted(_ devices: [Device], by text: String) throws -> [Int] {
    let sort = try reading(InventorySort.self, "\"\(text)\"")
    return devices.shuffled().map { SortKey($0, by: sort) }
      .sorted { $0.precedes($1, descending: sort.isDescending) }.map(\.id)
  }

  @Test func textsSortByCodePointWithNullsLastBothWays() throws {
    let devices = [
      device(1, [.name: .text("b")]), device(2, [.name: .text("B")]), device(3, [.name: .null]),
      device(4, [.name: .text("é")]), device(5), device(6, [.name: .text("b")]), device(7, [.name: .text("a")]),
      device(8, [.name: .text("\u{10000}")]), device(9, [.name: .text("\u{FFFD}")]),
    ]
    #expect(try sorted(devices, by: "name") == [2, 7, 1, 6, 4, 9, 8, 3, 5])
    #expect(try sorted(devices, by: "-name") == [8, 9, 4, 1, 6, 7, 2, 3, 5])
  }

  @Test func numbersAndBooleansSortByValue() throws {
    let devices = [
      device(1, [.type: .integer(10), .isActive: .boolean(true)]),
      device(2, [.type: .integer(9), .isActive: .boolean(false)]),
      device(3, [.type: .integer(-1)]),
    ]
    #expect(try sorted(devices, by: "type") == [3, 2, 1])
    #expect(try sorted(devices, by: "-type") == [1, 2, 3])
    #expect(try sorted(devices, by: "is_active") == [2, 1, 3])
    #expect(try sorted(devices, by: "-is_active") == [1, 2, 3])
  }

  @Test func timesSortByTheMomentAndNotByTheirText() throws {
    let devices = [
      device(1, [.created: .time(ExactString("2030-01-01T00:00:00.5Z"))]),
      device(2, [.created: .time(ExactString("2030-01-01T00:00:00Z"))]),
      device(3, [.created: .time(ExactString("2030-01-01T00:00:00.25Z"))]),
    ]
    #expect(try sorted(devices, by: "created") == [2, 3, 1])
    #expect(try sorted(devices, by: "-created") == [1, 3, 2])
  }

  @Test func theIDGoesBothWays() throws {
    #expect(try sorted([device(2), device(1), device(3)], by: "id") == [1, 2, 3])
    #expect(try sorted([device(2), device(1), device(3)], by: "-id") == [3, 2, 1])
  }

  @Test(arguments: ["\"nam\"", "\"--name\"", "\"\"", "7", "\"extra\"", "\"pending_settings\"", "\"+name\""])
  func whatIsNoSingleMemberIsRefused(_ json: String) {
    #expect(throws: JSONReadError.self) { try reading(InventorySort.self, json) }
  }

  @Test(arguments: ["name", "-name", "id", "-status_change"]) func aSortIsToldAsItWasWritten(_ text: String) throws {
    #expect(try reading(InventorySort.self, "\"\(text)\"").text == text)
  }
}
