internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

@testable internal import Gateway

/// `inventory.watch` and `operation.watch` through a session.
@Suite struct InventoryWatchTests {
  private func told(_ bench: GatewayBench, _ members: [String]) throws -> [[String]] {
    try bench.notifications.map { text in try members.map { try lookUp("/params/" + $0, in: text) ?? "-" } }
  }

  @Test func changesAreToldInOrderWithWhatChanged() async throws {
    let bench = GatewayBench()
    #expect(try await bench.result("inventory.watch", "{}", "/subscription") == "\"sub_1\"")
    try await bench.result("inventory.create", #"{"attributes":{"name":"new","type":1}}"#)
    try await bench.result(
      "inventory.update", #"{"device":{"name":"new"},"attributes":{"description":"d","debug":true}}"#)
    try await bench.result("inventory.update", #"{"device":{"name":"new"},"attributes":{"description":"d"}}"#)
    try await bench.result("inventory.delete", #"{"device":{"name":"new"},"confirm":true}"#)
    try await bench.result("inventory.unwatch", #"{"subscription":"sub_1"}"#)
    try await bench.result("inventory.create", #"{"attributes":{"name":"silent","type":1}}"#)
    #expect(
      try told(bench, ["sequence", "event", "changed", "device/name", "gap"]) == [
        ["1", "\"created\"", "[]", "\"new\"", "-"],
        ["2", "\"updated\"", #"["description","debug"]"#, "\"new\"", "-"], ["3", "\"deleted\"", "[]", "\"new\"", "-"],
      ])
  }

  @Test func enteringAndLeavingAFilterIsAnUpdate() async throws {
    let bench = GatewayBench()
    try await bench.result("inventory.watch", #"{"filter":{"customer_id":"in"}}"#)
    try await bench.result("inventory.update", #"{"device":{"id":1},"attributes":{"customer_id":"in"}}"#)
    try await bench.result("inventory.update", #"{"device":{"id":1},"attributes":{"customer_id":"out"}}"#)
    try await bench.result("inventory.update", #"{"device":{"id":1},"attributes":{"customer_id":"far"}}"#)
    #expect(try told(bench, ["event"]) == [["\"updated\""], ["\"updated\""]])
  }

  @Test func sessionsOfADeviceAreNoEvents() async throws {
    let bench = GatewayBench()
    try await bench.result("inventory.watch")
    try await bench.result("mock.advance", #"{"seconds":5000}"#)
    #expect(bench.notifications.isEmpty)
  }

  @Test func anUnknownSubscriptionIsNotFound() async throws {
    let bench = GatewayBench()
    try await bench.result("inventory.watch")
    #expect(try await bench.kind("inventory.unwatch", #"{"subscription":"sub_2"}"#) == "not_found")
    #expect(try await bench.kind("operation.unwatch", #"{"subscription":"sub_1"}"#) == "not_found")
    try await bench.result("inventory.unwatch", #"{"subscription":"sub_1"}"#)
    #expect(try await bench.kind("inventory.unwatch", #"{"subscription":"sub_1"}"#) == "not_found")
  }

  @Test func stepsOfOperationsAreToldFromAPlaceOn() async throws {
    let bench = GatewayBench()
    try await bench.result("operation.submit", #"{"device":{"id":1},"operation":"reboot"}"#)
    try await bench.result("mock.advance", #"{"seconds":300}"#)
    #expect(try await bench.result("operation.watch", #"{"since":1}"#, "/sequence") == "4")
    try await bench.result("operation.submit", #"{"device":{"id":2},"operation":"sync"}"#)
    try await bench.result("gateway.ping")
    let told = try told(bench, ["sequence", "operation/state", "operation/history"])
    #expect(
      told.prefix(4) == [
        ["2", "\"dispatching\"", "-"], ["3", "\"accepted\"", "-"], ["4", "\"succeeded\"", "-"],
        ["5", "\"queued\"", "-"],
      ])
    #expect(told.map { Int($0[0]) ?? 0 } == Array(2..<(2 + told.count)))
  }

  @Test func mergedEventsSayWhatBecameOfTheDevice() async throws {
    var old = Device()
    old[.id] = .integer(1)
    var new = old
    new[.name] = .text("n")
    var newer = new
    newer[.debug] = .boolean(true)
    let everything = InventoryFilter()
    let created = try #require(InventoryEvent(DeviceChange(before: nil, after: old), everything))
    let named = try #require(InventoryEvent(DeviceChange(before: old, after: new), everything))
    let debugged = try #require(InventoryEvent(DeviceChange(before: new, after: newer), everything))
    let deleted = try #require(InventoryEvent(DeviceChange(before: newer, after: nil), everything))
    #expect(created.merged(with: named)?.kind == .created)
    #expect(created.merged(with: deleted) == nil)
    #expect(named.merged(with: debugged)?.changed == [.name, .debug])
    #expect(named.merged(with: deleted)?.kind == .deleted)
    #expect(InventoryEvent(DeviceChange(before: old, after: old), everything) == nil)
  }
}
