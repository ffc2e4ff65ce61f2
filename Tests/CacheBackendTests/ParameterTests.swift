internal import CacheBackend
internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

/// Values that operations have read are kept with their time.
@Suite(.serialized) struct ParameterTests {
  private static let secret = "Device.WiFi.AccessPoint.1.Security.KeyPassphrase"
  private static let ssid = "Device.WiFi.SSID.1.SSID"

  private func filled() async throws -> (CacheBench, CachedOperations) {
    let bench = try CacheBench(devices: 5)
    try await bench.sync()
    let operations = CachedOperations(ScriptedOperations(), cache: bench.cache)
    var hidden = Variable(path: "Device.X_VENDOR.Secret", value: "topsecret-1")
    hidden.isHidden = true
    _ = try await operations.outcome(
      of: ScriptedOperations.order(
        on: 3,
        [
          Variable(path: ParameterTests.ssid, value: "home", type: .string), hidden,
          Variable(path: ParameterTests.secret, value: "topsecret-2", type: .string),
          Variable(path: "Device.WiFi.RadioNumberOfEntries", value: "2", type: .unsignedInt),
        ]), UpstreamReceipt())
    return (bench, operations)
  }

  @Test func areKeptWithTheirTime() async throws {
    let (bench, operations) = try await filled()
    let read = bench.clock.now
    bench.clock.advance(bySeconds: 60)
    let values = try await bench.cache.values(of: [ParameterTests.ssid, "Device.Other", ParameterTests.secret], of: 3)
    #expect(values.map(\.variable) == [Variable(path: ParameterTests.ssid, value: "home", type: .string)])
    #expect(values.map(\.readAt) == [read])
    #expect(try await bench.cache.values(of: [ParameterTests.ssid], of: 4).isEmpty)
    _ = try await operations.readBack([ParameterTests.ssid], from: ScriptedOperations.order(.set, on: 3, []))
    let again = try await bench.cache.values(of: [ParameterTests.ssid], of: 3)
    #expect(again.map(\.variable.value) == ["read back"])
    #expect(again.map(\.readAt) == [bench.clock.now])
    let next = try bench.another(offline: true)
    #expect(try await next.values(of: [ParameterTests.ssid], of: 3).map(\.variable.value) == ["read back"])
  }

  @Test func hiddenOnesAreInNoFile() async throws {
    let (bench, _) = try await filled()
    #expect(try !FileBytes.all(in: bench.folder.path).contains("topsecret"))
    #expect(try FileBytes.all(in: bench.folder.path).contains("home"))
  }

  @Test func makeATree() async throws {
    let (bench, _) = try await filled()
    let tree = try #require(bench.cache.knownParameters(of: 3))
    #expect(tree[ExactString(ParameterTests.ssid)]?.value == "home")
    #expect(tree[ExactString("Device.WiFi.RadioNumberOfEntries")]?.type == .unsignedInt)
    #expect(tree[ExactString(ParameterTests.secret)]?.value == nil)
    #expect(tree.instances(of: ExactString("Device.WiFi.SSID")) == [1])
    #expect(bench.cache.knownParameters(of: 4) == nil)
    bench.upstream.know(ParameterTree([.init(path: "Device.Known", isObject: false, value: "x")]), of: 4)
    #expect(bench.cache.knownParameters(of: 4)?[ExactString("Device.Known")]?.value == "x")
  }

  @Test func goWithTheirDevice() async throws {
    let (bench, _) = try await filled()
    try await bench.cache.delete(.id(3))
    #expect(bench.cache.knownParameters(of: 3) == nil)
    #expect(try await bench.cache.values(of: [ParameterTests.ssid], of: 3).isEmpty)
  }

  @Test func whatIsWrittenIsNotTakenForRead() async throws {
    let (bench, operations) = try await filled()
    _ = try await operations.outcome(
      of: ScriptedOperations.order(.set, on: 3, [Variable(path: ParameterTests.ssid, value: "asked for")]),
      UpstreamReceipt())
    #expect(try await bench.cache.values(of: [ParameterTests.ssid], of: 3).first?.variable.value != "asked for")
  }
}
