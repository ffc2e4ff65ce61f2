internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import MockBackend
internal import Simulator
internal import TestSupport
internal import Testing

/// A cache answers what the backend behind it would have answered.
@Suite(.serialized) struct DifferentialTests {
  private static let queries = 500

  /// An odd fleet, and a cache that has read it, in a folder that goes with its last use.
  private func filled(seed: UInt64) async throws -> (source: MockBackend, cache: CacheBackend, folder: TemporaryFolder)
  {
    let source = try OddFleet.backend(seed: seed)
    let folder = TemporaryFolder()
    let cache = CacheBackend(
      try CacheFile(folder: folder.path, upstream: "odd"), upstream: source, clock: source.simulation.clock,
      settings: CacheSettings())
    _ = try await cache.sync(.full) { _ in }
    return (source, cache, folder)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func everyListIsThatOfTheSource(seed: UInt64) async throws {
    let (source, cache, folder) = try await filled(seed: seed)
    defer { withExtendedLifetime(folder) {} }
    var numbers = SeededNumbers(seed: seed &* 1000)
    var found = 0
    for number in 0..<DifferentialTests.queries {
      let filter = try RandomFilter.text(source, &numbers)
      let label: Comment = "seed \(seed), query \(number): \(filter)"
      let query = try reading(InventoryFilter.self, filter)
      for sort in try sorts(&numbers) {
        let limits = (0..<8).map { _ in numbers.chance(0.3) ? 1000 : Int.random(in: 1...40, using: &numbers) }
        let theirs = try await walk(source, query, sort, [1000])
        let ours = try await walk(cache, query, sort, limits)
        #expect(ours.rows == theirs.rows, label)
        #expect(Set(ours.totals) == Set(theirs.totals), label)
        found += ours.rows.count
        if ours.rows != theirs.rows { return }
      }
      let fields = groups(&numbers)
      let theirs = try await source.summarize(fields, query, ReadPolicy())
      let ours = try await cache.summarize(fields, query, ReadPolicy())
      #expect(ours.map(\.key) == theirs.map(\.key), "\(label) by \(fields)")
      #expect(ours.map(\.count) == theirs.map(\.count), "\(label) by \(fields)")
    }
    #expect(found > DifferentialTests.queries * 10)
  }

  @Test func everySortIsThatOfTheSource() async throws {
    let (source, cache, folder) = try await filled(seed: 4)
    defer { withExtendedLifetime(folder) {} }
    for field in DeviceField.allCases where field.kind != .texts && field.kind != .object {
      for isDescending in [false, true] {
        let sort = try reading(InventorySort.self, "\"\(isDescending ? "-" : "")\(field.name)\"")
        let theirs = try await walk(source, InventoryFilter(), sort, [1000])
        for limit in [5, 1000] {
          let ours = try await walk(cache, InventoryFilter(), sort, [limit])
          #expect(ours.rows == theirs.rows, "\(sort.text), pages of \(limit)")
        }
      }
      let theirs = try await source.summarize([field], InventoryFilter(), ReadPolicy())
      let ours = try await cache.summarize([field], InventoryFilter(), ReadPolicy())
      #expect(ours.map(\.key) == theirs.map(\.key), "\(field)")
    }
  }

  @Test func everyPairOfValuesIsThatOfTheSource() async throws {
    let (source, cache, folder) = try await filled(seed: 6)
    defer { withExtendedLifetime(folder) {} }
    let pairs: [[DeviceField]] = [
      [.organizationID, .status], [.organizationID, .softwareVersion], [.organizationID, .type],
      [.organizationID, .manufacturer], [.organizationID, .location], [.type, .status], [.softwareVersion, .status],
    ]
    var (found, atHand) = (0, 0)
    for pair in pairs {
      for id in stride(from: 1, through: OddFleet.size, by: 7) {
        guard let device = source.simulation.device(id) else { continue }
        let values = pair.compactMap { field in
          device[field].map { value in "\"\(field.name)\":" + JSONText { value.write(to: &$0) }.string }
        }
        guard let query = try? reading(InventoryFilter.self, "{\(values.joined(separator: ","))}") else { continue }
        for sort in [
          "id", "-id", "name", "-name", "status_change", "-status_change", "last_connection", "-last_connection",
        ] {
          let sort = try reading(InventorySort.self, "\"\(sort)\"")
          let theirs = try await walk(source, query, sort, [1000])
          let ours = try await walk(cache, query, sort, [3, 200])
          #expect(ours.rows == theirs.rows, "\(values) by \(sort.text)")
          found += ours.rows.count
          atHand += ours.atHand
        }
      }
    }
    #expect(found > 1000)
    #expect(atHand > 100)
  }

  @Test func everyRecordIsThatOfTheSource() async throws {
    let (source, cache, folder) = try await filled(seed: 5)
    defer { withExtendedLifetime(folder) {} }
    var selectors: [DeviceSelector] = []
    for id in 1...OddFleet.size {
      guard let device = source.simulation.device(id) else { continue }
      selectors.append(.id(id))
      if case .text(let name) = device[.name] { selectors.append(.name(name)) }
      if case .text(let serial) = device[.serialNumber] { selectors.append(.serialNumber(serial)) }
      if case .text(let uuid) = device[.uuid] { selectors.append(.uuid(uuid)) }
      let held = try #require(try cache.readingAtHand(.id(id), ReadPolicy())).device
      #expect(Device(held) == Device(device))
      for field in DeviceField.allCases { #expect(held[field] == device[field], "\(id) \(field)") }
    }
    for selector in selectors {
      let theirs = try await source.get(selector, ReadPolicy()).device
      #expect(try cache.readingAtHand(selector, ReadPolicy())?.device.id == theirs.id, "\(selector)")
    }
  }

  // MARK: Asking

  private struct Walk {
    var rows: [Int] = []
    var totals: [Int?] = []
    /// Pages that could be had without waiting.
    var atHand = 0
  }

  private func walk(
    _ backend: any InventoryBackend, _ filter: InventoryFilter, _ sort: InventorySort, _ limits: [Int]
  ) async throws -> Walk {
    var (walk, query, number) = (Walk(), InventoryQuery(), 0)
    (query.filter, query.sort, query.wantsTotal) = (filter, sort, true)
    while true {
      query.limit = limits[number % limits.count]
      number += 1
      let page = try await backend.list(query)
      #expect(page.devices.count <= query.limit)
      if let same = backend.pageAtHand(query) {
        #expect(same.devices.map(\.id) == page.devices.map(\.id))
        #expect(same.next == page.next)
        #expect(same.total == page.total)
        walk.atHand += 1
      }
      walk.rows += page.devices.map(\.id)
      walk.totals.append(page.total)
      guard let next = page.next else { return walk }
      // As a client has it: through the text of a cursor.
      let canonical = InventoryQuery.canonical("inventory.list", filter, sort)
      query.after = try PageCursor(PageCursor(after: next).encoded(for: canonical), for: canonical).last
    }
  }

  private func sorts(_ numbers: inout SeededNumbers) throws -> [InventorySort] {
    let fields = DeviceField.allCases.filter { $0.kind != .texts && $0.kind != .object }
    let field = fields.randomElement(using: &numbers) ?? .id
    return [.byID, try reading(InventorySort.self, "\"\(numbers.chance(0.5) ? "-" : "")\(field.name)\"")]
  }

  private func groups(_ numbers: inout SeededNumbers) -> [DeviceField] {
    let fields = DeviceField.allCases.filter { $0.kind != .texts && $0.kind != .object }
    return Array(fields.shuffled(using: &numbers).prefix(Int.random(in: 1...3, using: &numbers)))
  }
}
