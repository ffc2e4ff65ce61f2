internal import Gateway
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// `inventory.history` through a session, over a cache that does what a test says.
@Suite struct HistoryTests {
  /// A cache with five changes of every device, told from the one behind `after`.
  private static let cache: FakeCache = {
    var cache = FakeCache()
    cache.onHistory = { query in
      let from: DeviceValue? = nil
      let changes = (1...5).map { number in
        FieldChange(
          number: number, at: Timestamp(milliseconds: number), field: number % 2 == 0 ? .status : .description,
          from: number == 1 ? from : .text("old"), to: number == 5 ? .null : .text("new"),
          source: [.sync, .read, .write][number % 3])
      }
      let wanted = changes.filter { change in
        change.number > query.after ?? 0 && query.fields?.contains(change.field) ?? true
          && query.since.map { change.at >= $0 } ?? true
      }
      var page = HistoryPage(retainedSince: Timestamp(milliseconds: 0))
      page.changes = Array(wanted.prefix(query.limit))
      page.next = wanted.count > query.limit ? page.changes.last?.number : nil
      return page
    }
    return cache
  }()

  private let bench = GatewayBench(cache: cache)

  @Test func changesAreToldWithWhatWasAndWhatIs() async throws {
    let told = try await bench.result("inventory.history", #"{"device":{"id":1}}"#)
    #expect(
      try lookUp("/changes/0", in: told) == """
        {"at":"1970-01-01T00:00:00.001Z","field":"description","from":null,"to":"new","source":"read"}
        """)
    #expect(try lookUp("/changes/4/to", in: told) == "null")
    #expect(try (0...4).map { try lookUp("/changes/\($0)/source", in: told) }.last == "\"write\"")
    #expect(try lookUp("/next_cursor", in: told) == "null")
    #expect(try lookUp("/retained_since", in: told) == "\"1970-01-01T00:00:00.000Z\"")
  }

  private func page(_ more: String) async throws -> (changes: [String], next: String) {
    let told = try await bench.result("inventory.history", "{\"device\":{\"id\":1}\(more)}")
    var changes: [String] = []
    while let at = try lookUp("/changes/\(changes.count)/at", in: told) {
      // The changes are a millisecond apart, the first one behind the start of time.
      changes.append(String(at.suffix(3).prefix(1)))
    }
    return (changes, try lookUp("/next_cursor", in: told) ?? "")
  }

  @Test func pagesAreToldToTheEnd() async throws {
    let first = try await page(#","limit":2"#)
    let second = try await page(",\"limit\":1,\"cursor\":\(first.next)")
    let third = try await page(",\"limit\":1000,\"cursor\":\(second.next)")
    #expect(first.changes + second.changes + third.changes == ["1", "2", "3", "4", "5"])
    #expect(first.changes.count == 2 && second.changes.count == 1)
    #expect(third.next == "null")
  }

  @Test func membersAndTimesChooseChanges() async throws {
    #expect(try await page(#","fields":["status"]"#).changes == ["2", "4"])
    #expect(try await page(#","fields":[]"#).changes == [])
    #expect(try await page(#","since":"1970-01-01T00:00:00.004Z""#).changes == ["4", "5"])
  }

  /// The order in which members are named is no part of the question.
  @Test func aCursorIsGoodForTheSameQuestion() async throws {
    let first = try await page(#","limit":2,"fields":["status","description"]"#)
    let rest = try await page(",\"fields\":[\"description\",\"status\"],\"cursor\":\(first.next)")
    #expect(rest.changes == ["3", "4", "5"])
  }

  static let others = [
    #"{"device":{"id":2}"#, #"{"device":{"id":1},"since":"2030-01-01T00:00:00Z""#,
    #"{"device":{"id":1},"fields":["status"]"#,
  ]

  @Test(arguments: others) func aCursorOfAnotherQuestionIsRefused(_ params: String) async throws {
    let cursor = try await page(#","limit":2"#).next
    try await refuses("inventory.history", params + ",\"cursor\":\(cursor)}", at: "/cursor")
  }

  @Test func aCursorOfAnotherMethodIsRefused() async throws {
    let cursor = try await bench.result("inventory.list", #"{"limit":1}"#, "/next_cursor")
    try await refuses("inventory.history", "{\"device\":{\"id\":1},\"cursor\":\(cursor)}", at: "/cursor")
    try await refuses("inventory.history", #"{"device":{"id":1},"cursor":"x"}"#, at: "/cursor")
  }

  static let bad: [(params: String, path: String)] = [
    ("{}", "/device"), (#"{"device":{"id":1},"limit":0}"#, "/limit"),
    (#"{"device":{"id":1},"since":"2030-01-01"}"#, "/since"),
    (#"{"device":{"id":1},"fields":["status","colour"]}"#, "/fields/1"),
  ]

  @Test(arguments: bad) func badParamsAreRefused(_ params: String, _ path: String) async throws {
    try await refuses("inventory.history", params, at: path)
  }

  private func refuses(_ method: String, _ params: String, at path: String) async throws {
    let answer = try await bench.answer(method, params)
    #expect(try lookUp("/error/data/kind", in: answer) == "\"invalid_params\"", "\(answer)")
    #expect(try lookUp("/error/data/path", in: answer) == "\"\(path)\"", "\(answer)")
  }
}
