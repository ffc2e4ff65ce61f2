internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import Testing

/// The suite over a cache that was filled and has lost its upstream: it reads as it did, and says of all else that there is
/// nobody to ask.
@Suite(.serialized) struct OfflineConformance {
  /// Those of the suite for readers that ask for nothing but what is held: the others write, or ask for what is not there.
  static let reading = TapeConformance.reading.filter { !["not found", "cursors"].contains($0.name) }

  @Test(arguments: reading, [Stack.cache("rest", "rich=on"), Stack.all.last(where: { $0.name == "cache over mock" })])
  func readsAsBefore(_ test: TapeConformance.Case, _ online: Stack?) async throws {
    let online = try #require(online)
    var differences = online.differences
    differences.hasNoHeadlessResults = true
    let offline = try await online.make().offline()
    try await test.run(Stack(name: "\(online.name), offline", differences: differences) { offline })
  }

  @Test func whatIsNotHeldCannotBeHad() async throws {
    let offline = try await Stack.cache("rest").make().offline()
    let unreachable = try await [
      refusal { try await offline.device(.id(Backend.devices + 1)) },
      refusal { try await offline.device(.name(ExactString("nobody"))) },
      refusal { try await offline.create(#"{"name":"x","type":1}"#) },
      refusal { try await offline.update(.id(1), #"{"debug":true}"#) },
      refusal { try await offline.replace(.id(1), #"{"name":"x","type":1}"#) },
      refusal { try await offline.inventory.delete(.id(1)) },
      refusal { try await offline.operations.observe(1, .baseline) },
      refusal { try await offline.operations.requireHeadlessResults(of: 1) },
      refusal { try await offline.operations.transactions(TransactionQuery()) },
    ]
    #expect(unreachable.map(\.kind) == Array(repeating: .unreachable, count: 9))
    #expect(unreachable.allSatisfy { $0.hint != nil && !$0.isRetryable })
    #expect(try await offline.ids() == Array(1...Backend.devices))
  }

  @Test func aCacheThatWasNeverFilledIsEmptyAndSaysSo() async throws {
    let backend = try Backend.mock().cached()
    let offline = try backend.behindCache(online: false)
    let page = try await offline.inventory.list(offline.query())
    #expect(page.devices.isEmpty)
    #expect(page.freshness.fetchedAt == nil && page.freshness.age == nil)
  }
}
