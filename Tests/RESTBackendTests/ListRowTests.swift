internal import GatewayCore
internal import Testing

@testable internal import RESTBackend

/// Rows 9.10 to 9.12, 9.35 and 9.38 of control-api.md: lists, their pages and their filters.
@Suite struct ListRowTests {
  @Test(arguments: ["location-filter=off", "location-filter=on"])
  func row9_10_locationIsFilteredHere(_ filter: String) async throws {
    let bench = try RESTBench(filter)
    let place = try #require(try bench.stored(3)[.location]?.integerValue)
    let expected = try (1...60).filter { try bench.stored($0)[.location] == .integer(place) }
    let page = try await bench.list(#"{"location":\#(place)}"#) { $0.limit = 1000 }
    #expect(page.devices.map(\.id) == expected)
    #expect(bench.sent.allSatisfy { !$0.contains("location") })
    #expect(page.scanned == 60)
  }

  @Test(arguments: ["page-max=7", "page-size=5", "page-max=100"], [RESTSettings.Family.id, .name])
  func row9_11_pagesAreAsLongAsTheyAre(_ size: String, _ family: RESTSettings.Family) async throws {
    let bench = try RESTBench(size) { $0.family = family }
    let page = try await bench.list { $0.limit = 1000 }
    #expect(page.devices.map(\.id) == Array(1...60))
    #expect(page.total == 60)
    #expect(page.next == nil)
    #expect(bench.sent.allSatisfy { $0.contains("limit=100&offset=") })
    let offsets = bench.sent.compactMap { $0.split(separator: "=").last.flatMap { Int($0) } }
    #expect(offsets == (size == "page-max=7" ? Array(stride(from: 0, to: 60, by: 7)) : [0]))
  }

  @Test func row9_11_noMoreIsAskedForThanIsWanted() async throws {
    let bench = try RESTBench()
    let page = try await bench.list { $0.limit = 10 }
    #expect(page.devices.count == 10)
    #expect(bench.sent == ["GET /inventory_device/?limit=10&offset=0"])
  }

  @Test(arguments: ["repeated", "reordered", "dropped"])
  func row9_11_aDeviceComesOnceOrNotAtAll(_ rows: String) async throws {
    let bench = try RESTBench("page-rows=\(rows)", "page-max=9")
    let ids = try await bench.list { $0.limit = 1000 }.devices.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(Set(ids).isSubset(of: Set(1...60)))
    if rows != "dropped" { #expect(ids.sorted() == Array(1...60)) }
  }

  @Test(arguments: ["since-inclusive=on", "since-inclusive=off"], ["bad-filter=400", "bad-filter=ignore"])
  func row9_12_timesInFilters(_ bound: String, _ bad: String) async throws {
    let bench = try RESTBench(bound, bad)
    let instant = try #require(try bench.stored(3)[.statusChange]?.instant)
    let expected = try (1...60).filter { try (bench.stored($0)[.statusChange]?.instant).map { $0 >= instant } ?? false }
    let page = try await bench.list(#"{"status_changed_since":"\#(instant.text)"}"#) { $0.limit = 1000 }
    #expect(page.devices.map(\.id) == expected)
    #expect(expected.contains(3))
    let asked = try #require(bench.sent.first?.split(separator: "last_status_change_from=").last?.prefix { $0 != "&" })
    #expect(asked.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\d%2B00%3A00/) != nil)
  }

  // MARK: 9.35

  @Test func row9_35_upstreamAsksDevicesOnlyWhenItIsTold() async throws {
    let bench = try RESTBench("stale-status=600")
    try await bench.get(.id(3))
    _ = try await bench.list()
    _ = try await bench.backend.observe(3, .evidence)
    _ = try await bench.backend.observe(3, .baseline)
    #expect(bench.sent.allSatisfy { !$0.contains("update_status") })
    #expect(bench.upstream.requests.allSatisfy { $0.timeLimit == 30 })
  }

  @Test func row9_35_itHasATimeLimitOfItsOwn() async throws {
    let bench = try RESTBench("headless-missing=empty")
    try await bench.get(.id(3)) { $0.updateStatus = true }
    _ = try await bench.list { $0.policy.updateStatus = true }
    var query = TransactionQuery()
    query.updatesStatus = true
    _ = try await bench.backend.transactions(query)
    #expect(bench.sent.count == 3)
    #expect(bench.sent.allSatisfy { $0.contains("update_status=true") })
    #expect(bench.upstream.requests.allSatisfy { $0.timeLimit == 60 })
    let patient = try RESTBench { $0.requestTimeout = 90 }
    try await patient.get(.id(3)) { $0.updateStatus = true }
    #expect(patient.upstream.requests.map(\.timeLimit) == [90])
  }

  // MARK: 9.38

  @Test(arguments: ["cursor", "offset"], ["", "https://elsewhere.example"])
  func row9_38_theLogGoesOnWhereItsLinkSays(_ paging: String, _ host: String) async throws {
    let bench = try RESTBench("log=on", "log-paging=\(paging)", "page-max=2", "next-host=\(host)")
    try await HeadlessRowTests.sendGets(bench, 5)
    try bench.forget()
    let entries = try await bench.backend.siblings.log.entries(of: 1, action: "get")
    #expect(entries.count == 5)
    #expect(bench.sent.count == 3)
    #expect(bench.sent.allSatisfy { $0.hasPrefix("GET /inventory_device_log/?") })
    #expect(bench.sent[1].contains(paging == "cursor" ? "cursor=" : "offset=2"))
  }

  @Test func row9_38_noOtherHostIsEverAsked() async throws {
    let bench = try RESTBench("next-host=https://elsewhere.example", "page-max=20", "headless-list=envelope")
    #expect(try await bench.list { $0.limit = 1000 }.devices.count == 60)
    try await HeadlessRowTests.sendGets(bench, 45)
    #expect(try await bench.backend.transactions(TransactionQuery()).count == 45)
    #expect(bench.upstream.requests.allSatisfy { $0.target.hasPrefix("/inventory_device") })
    #expect(bench.sent.allSatisfy { !$0.contains("elsewhere") })
  }

  @Test func anOrderThatIsAskedForIsRefused() async throws {
    let bench = try RESTBench("sort=newest")
    #expect(try await bench.list().devices.count == 60)
    let error = try await refusal { try await bench.list { $0.isSortAsked = true } }
    #expect(error.kind == .unsupported)
    #expect(error.hint?.contains("cache") == true)
  }

  /// What upstream was asked to leave out and told all the same is passed over, and nothing is taken for its count.
  @Test func aFilterThatUpstreamIgnoresIsUpheld() async throws {
    let bench = try RESTBench()
    let row = { (id: Int) in #"{"id":\#(id),"uuid":"u\#(id)","name":"n\#(id)","type":\#(id % 2)}"# }
    let rows = (1...50).map(row).joined(separator: ",")
    bench.upstream.answer(#"{"count":50,"next":null,"previous":null,"results":[\#(rows)]}"#)
    let page = try await bench.list(#"{"type":1}"#) { $0.limit = 1000 }
    #expect(page.devices.map(\.id) == Array(stride(from: 1, through: 50, by: 2)))
    #expect(page.total == nil)
    #expect(page.scanned == 50)
  }

  /// Lists of the id family leave texts out that those of the name family tell.
  @Test func aSearchReadsPagesAlone() async throws {
    let bench = try RESTBench()
    #expect(try await bench.list(#"{"search":"nosuchword"}"#).devices.isEmpty)
    #expect(bench.sent == ["GET /inventory_device_name/?limit=100&offset=0"])
    try bench.forget()
    #expect(try await bench.list(#"{"status":[]}"#).devices.isEmpty)
    #expect(bench.sent.isEmpty)
  }
}
