internal import ControlServer
internal import GatewayCore
internal import Simulator
internal import Testing

/// What lists do when switches make them awkward.
@Suite struct ListSwitchTests {
  /// The ids of all pages, each as they came.
  private func walk(_ bench: Bench, limit: Int = 10) async -> [Int] {
    var ids: [Int] = []
    for offset in stride(from: 0, to: 60, by: limit) {
      let page = await bench.call("GET", "/inventory_device/?limit=\(limit)&offset=\(offset)")
      for place in 0..<(page.count("results") ?? 0) {
        ids.append(Int(page.at("results", "\(place)", "id") ?? "") ?? 0)
      }
    }
    return ids
  }

  @Test func rowsBetweenPages() async throws {
    let bench = try Bench()
    #expect(await walk(bench) == Array(1...60))
    try bench.set("page-rows=repeated")
    let repeated = await walk(bench)
    #expect(repeated.count > 60 && Set(repeated) == Set(1...60))
    try bench.set("page-rows=reordered")
    let reordered = await walk(bench)
    #expect(reordered != Array(1...60) && reordered.sorted() == Array(1...60))
    try bench.set("page-rows=dropped")
    let dropped = await walk(bench)
    #expect(dropped.count < 60 && Set(dropped).count == dropped.count)
  }

  @Test func orders() async throws {
    let bench = try Bench()
    try bench.set("sort=newest")
    #expect(await walk(bench) == Array((1...60).reversed()))
    try bench.set("sort=scrambled")
    let scrambled = await walk(bench)
    #expect(scrambled != scrambled.sorted() && scrambled.sorted() == Array(1...60))
    try bench.set("sort=name")
    let names = try await walk(bench).map { try bench.name($0) }
    #expect(names == names.sorted())
  }

  @Test func sizesOfPages() async throws {
    let bench = try Bench()
    try bench.set("page-size=7", "page-max=25")
    #expect(await bench.call("GET", "/inventory_device/").count("results") == 7)
    #expect(await bench.call("GET", "/inventory_device/?limit=100").count("results") == 25)
  }

  @Test func nextPointsElsewhere() async throws {
    let bench = try Bench()
    try bench.set("next-host=https://evil.example")
    let page = await bench.call("GET", "/inventory_device/?limit=5&offset=5&pending=true")
    #expect(page.at("next") == "\"https://evil.example/api/v1/inventory_device/?pending=true&limit=5&offset=10\"")
    #expect(page.at("previous")?.hasPrefix("\"https://evil.example/") == true)
  }
}
