internal import GatewayCore
internal import JSON
internal import Testing

/// What every backend owes to those who read.
@Suite(.serialized) struct ReadingConformance {
  @Test(arguments: Stack.all) func aDeviceIsFoundByEachSelector(_ stack: Stack) async throws {
    let backend = try stack.make()
    for id in [1, 7, Backend.devices] {
      let device = try await backend.device(.id(id))
      #expect(device.id == id)
      let (name, serial) = try (#require(device[.name]?.string), #require(device[.serialNumber]?.string))
      let uuid = try #require(device[.uuid]?.string)
      let selectors: [DeviceSelector] = [
        .name(ExactString(name)), .serialNumber(ExactString(serial)), .uuid(ExactString(uuid)),
      ]
      for selector in selectors {
        #expect(try await backend.device(selector).id == id)
        #expect([id, nil].contains(backend.inventory.knownID(of: selector)))
      }
    }
  }

  @Test(arguments: Stack.all) func whatIsNotThereIsNotFound(_ stack: Stack) async throws {
    let backend = try stack.make()
    let selectors: [DeviceSelector] = [
      .id(0), .id(-1), .id(Backend.devices + 1), .name(ExactString("nobody")), .serialNumber(ExactString("nothing")),
      .uuid(ExactString("00000000")), .name(ExactString("")),
    ]
    for selector in selectors {
      #expect(try await refusal { try await backend.device(selector) }.kind == .notFound)
      #expect(try await refusal { try await backend.update(selector, #"{"debug":true}"#) }.kind == .notFound)
      // Where the answer to a first try was lost, nobody can tell that nothing was there to delete.
      guard !stack.differences.losesAnswers else { continue }
      #expect(try await refusal { try await backend.inventory.delete(selector) }.kind == .notFound)
    }
  }

  @Test(arguments: Stack.all) func whatIsAtHandIsWhatWouldBeRead(_ stack: Stack) async throws {
    let backend = try stack.make()
    let read = try await backend.inventory.get(.id(3), ReadPolicy())
    #expect(!read.freshness.isStale)
    #expect(try #require(read.freshness.age) >= 0)
    if let atHand = try backend.inventory.readingAtHand(.id(3), ReadPolicy()) {
      #expect(Device(atHand.device) == Device(read.device))
    }
  }

  @Test(arguments: Stack.all) func aListHasEveryDeviceOnceInTheOrderOfIDs(_ stack: Stack) async throws {
    let backend = try stack.make()
    #expect(try await backend.ids() == Array(1...Backend.devices))
    if !stack.differences.sortsByIDOnly {
      #expect(try await backend.ids(sort: "-id") == (1...Backend.devices).reversed())
    }
    for limit in [1, 7, Backend.devices - 1, Backend.devices, 1000] {
      #expect(try await backend.walk(backend.query(limit: limit)).map(\.id) == Array(1...Backend.devices))
    }
  }

  @Test(arguments: Stack.all) func aTotalIsThatOfAllThatPass(_ stack: Stack) async throws {
    let backend = try stack.make()
    var query = try backend.query(#"{"type":3}"#, limit: 2)
    query.wantsTotal = true
    let page = try await backend.inventory.list(query)
    #expect(try await page.total == backend.ids(#"{"type":3}"#).count)
    #expect(page.devices.count == 2)
  }

  @Test(arguments: Stack.all) func cursorsSurviveInsertsAndDeletes(_ stack: Stack) async throws {
    guard !stack.differences.unstableCursors else {
      #expect(try !stack.make().inventory.capabilities.stableCursors)
      return
    }
    for sort in stack.differences.sortsByIDOnly ? ["id"] : ["id", "name", "-serial_number", "type"] {
      let backend = try stack.make()
      var step = 0
      let found = try await backend.walk(backend.query(sort: sort, limit: 7)) {
        step += 1
        // Behind and before the place of the cursor something comes and goes.
        try await backend.inventory.delete(.id(step))
        try await backend.inventory.delete(.id(Backend.devices + 1 - step))
        _ = try await backend.create(#"{"name":"a new \#(step)","type":1,"serial_number":"new \#(step)"}"#)
      }
      let ids = found.map(\.id)
      #expect(Set(ids).count == ids.count, "\(sort): a row came twice")
      let untouched = (step + 1)...(Backend.devices - step)
      #expect(Set(ids).isSuperset(of: untouched), "\(sort): a row was skipped")
    }
  }

  static let filters = [
    #"{"status":"up"}"#, #"{"status":["down","unknown"]}"#, #"{"type":[1,3]}"#, #"{"name":"*-0000*"}"#,
    #"{"organization_id":2,"is_active":true}"#, #"{"search":"lima"}"#, #"{"manufacturer":"A*"}"#, #"{"type":[]}"#,
    #"{"has_pending":false}"#, #"{"status_changed_since":"2029-12-25T00:00:00Z"}"#, #"{"serial_number":"CP*"}"#,
    #"{"location":1}"#, #"{"customer_id":"SUB-00000*"}"#, #"{"product_class":"*"}"#, #"{"search":"-"}"#,
  ]

  /// The rules of the core say which devices pass; whoever filters elsewhere must agree.
  @Test(arguments: Stack.all, filters) func aFilterPassesThoseThatItSays(_ stack: Stack, _ text: String) async throws {
    let backend = try stack.make()
    let filter = try backend.query(text).filter
    // A list may tell less of a device than the device itself.
    var all: [any DeviceRecord] = []
    for id in 1...Backend.devices { all.append(try await backend.device(.id(id))) }
    let expected = all.filter { filter.matches($0) }.map(\.id)
    #expect(try await backend.ids(text) == expected)
    #expect(try await backend.walk(backend.query(text, limit: 3)).map(\.id) == expected)
  }

  @Test(arguments: Stack.all, ["name", "-name", "status_change", "-type", "description", "-is_active"])
  func aListIsSortedOrRefused(_ stack: Stack, _ sort: String) async throws {
    let backend = try stack.make()
    let query = try backend.query(sort: sort, limit: 7)
    guard backend.inventory.capabilities.sorts else {
      #expect(try await refusal { try await backend.inventory.list(query) }.kind == .unsupported)
      return
    }
    let found = try await backend.walk(query)
    #expect(found.count == Backend.devices)
    let keys = found.map { SortKey($0, by: query.sort) }
    for (one, next) in zip(keys, keys.dropFirst()) {
      #expect(one.precedes(next, descending: query.sort.isDescending))
    }
  }

  @Test(arguments: Stack.all) func aSummaryCountsEveryDeviceOnce(_ stack: Stack) async throws {
    let backend = try stack.make()
    let fields: [DeviceField] = [.status, .type]
    let groups = try await backend.inventory.summarize(fields, InventoryFilter(), ReadPolicy())
    #expect(groups.map(\.count).reduce(0, +) == Backend.devices)
    var counts: [[DeviceValue]: Int] = [:]
    for device in try await backend.walk(backend.query()) {
      counts[fields.map { device[$0] ?? .null }, default: 0] += 1
    }
    #expect(Dictionary(uniqueKeysWithValues: groups.map { ($0.key, $0.count) }) == counts)
    let filter = try backend.query(#"{"type":3}"#).filter
    let some = try await backend.inventory.summarize([.type], filter, ReadPolicy())
    #expect(try await some.map(\.count) == [backend.ids(#"{"type":3}"#).count])
  }

  @Test(arguments: Stack.all) func capabilitiesSayWhatIsSo(_ stack: Stack) async throws {
    let backend = try stack.make()
    let capabilities = backend.inventory.capabilities
    #expect(capabilities.sorts != stack.differences.sortsByIDOnly)
    #expect(capabilities.stableCursors != stack.differences.unstableCursors)
    #expect((backend.inventory.knownParameters(of: 1) != nil) == capabilities.knowsParameters)
    #expect(backend.inventory.knownParameters(of: Backend.devices + 1) == nil)
    #expect(["none", "transaction", "variables", "log", "unprobed"].contains("\(capabilities.headlessResults)"))
  }
}
