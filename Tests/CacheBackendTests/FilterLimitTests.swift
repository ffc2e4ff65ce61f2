internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Filters larger than anybody writes by hand, which a script may send all the same.
@Suite(.serialized) struct FilterLimitTests {
  private func bench() async throws -> CacheBench {
    let bench = try CacheBench(devices: 30)
    bench.upstream.change(4, .manufacturer, .text(String(repeating: "a", count: 300)))
    try await bench.sync()
    return bench
  }

  private func list(_ texts: [String]) -> String {
    writing { writer in
      writer.beginArray()
      for text in texts { writer.string(text) }
      writer.endArray()
    }
  }

  @Test func listsOfManyValues() async throws {
    let bench = try await bench()
    let many = (0..<40_000).map { "no-\($0)" } + ["device-7", "device-20"]
    #expect(try await bench.ids(#"{"name": \#(list(many))}"#) == [7, 20])
    let types = (1...40_000).map { "\($0)" }.joined(separator: ",")
    #expect(try await bench.ids("{\"type\": [\(types)]}").count == 30)
  }

  @Test func listsOfManyGlobs() async throws {
    let bench = try await bench()
    let many = (0..<3000).map { "no-\($0)*" } + ["*e-7", "device-20*", "[*", "device-2?"]
    #expect(try await bench.ids(#"{"name": \#(list(many))}"#) == [7, 20])
  }

  @Test func longTexts() async throws {
    let bench = try await bench()
    let long = String(repeating: "a", count: 60_000)
    #expect(try await bench.ids(#"{"manufacturer": "\#(long)*"}"#) == [])
    #expect(try await bench.ids(#"{"manufacturer": "\#(long)"}"#) == [])
    #expect(try await bench.ids(#"{"manufacturer": "*\#(String(repeating: "*", count: 60_000))"}"#) == [4])
    let stars = String(repeating: "a*", count: 60)
    #expect(try await bench.ids(#"{"manufacturer": "\#(stars)"}"#) == [4])
    #expect(try await bench.ids(#"{"manufacturer": "\#(stars)b"}"#) == [])
  }

  @Test func searchesOfManyWords() async throws {
    let bench = try await bench()
    let words = (0..<2000).map { "d\($0)" }.joined(separator: " ")
    #expect(try await bench.ids(#"{"search": "\#(words)"}"#) == [])
    let repeated = Array(repeating: "device s7", count: 2000).joined(separator: " ")
    #expect(try await bench.ids(#"{"search": "\#(repeated)"}"#) == [7])
    let long = String(repeating: "a", count: 50_000)
    #expect(try await bench.ids(#"{"search": "\#(long)"}"#) == [])
  }
}
