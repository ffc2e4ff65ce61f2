internal import Gateway
internal import GatewayCore
internal import JSON
internal import MockBackend
internal import TestSupport
internal import Testing

/// `parameter.get` with values that a cache keeps.
@Suite struct KeptValueTests {
  private static let version = "Device.DeviceInfo.SoftwareVersion"
  private static let code = "Device.DeviceInfo.ProvisioningCode"

  /// Values that were read at the start of the mock's time.
  private static func cache(_ values: [(path: String, value: String)]) -> FakeCache {
    var cache = FakeCache()
    let start = Timestamp("2030-01-01T00:00:00Z") ?? .latest
    cache.kept = values.enumerated().map { place, value in
      KeptValue(
        Variable(path: value.path, value: value.value, type: .string),
        readAt: start.advanced(bySeconds: Double(place)))
    }
    return cache
  }

  private static let two = cache([(version, "kept 1"), (code, "kept 2")])

  private func params(_ paths: [String], _ more: String = "") -> String {
    "{\"device\":{\"id\":1},\"paths\":[\(paths.map { "\"\($0)\"" }.joined(separator: ","))]\(more)}"
  }

  /// A gateway an hour after the start.
  private func bench(
    _ cache: FakeCache, _ upstream: @escaping (MockBackend) -> any OperationBackend = { $0 }
  ) async throws -> GatewayBench {
    let bench = GatewayBench(cache: cache, upstream: upstream)
    try await bench.result("mock.advance", #"{"seconds":3600}"#)
    return bench
  }

  @Test func youngValuesAreToldWithTheAgeOfTheOldest() async throws {
    let bench = try await bench(KeptValueTests.two)
    let paths = [KeptValueTests.code, KeptValueTests.version]
    #expect(
      try await bench.result("parameter.get", params(paths, #","max_age_s":3601"#)) == """
        {"values":[{"path":"\(KeptValueTests.code)","value":"kept 2","type":"string"},\
        {"path":"\(KeptValueTests.version)","value":"kept 1","type":"string"}],\
        "freshness":{"source":"cache","fetched_at":"2030-01-01T00:00:00.000Z","age_s":3600,"stale":false},\
        "operation":null}
        """)
    #expect(try await bench.result("operation.list", "{}", "/operations") == "[]")
  }

  static let asked: [(paths: [String], more: String)] = [
    ([version], ""), ([version], #","max_age_s":0"#), ([version], #","max_age_s":3600"#),
    ([version, "Device.DeviceInfo.Manufacturer"], #","max_age_s":1e6"#), (["Device.DeviceInfo."], #","max_age_s":1e6"#),
    ([version], #","allow_stale":true"#),
  ]

  /// Too old, only a part, or no age that was asked for: the device is asked.
  @Test(arguments: asked) func otherwiseTheDeviceIsAsked(_ paths: [String], _ more: String) async throws {
    let bench = try await bench(KeptValueTests.two)
    let told = try await bench.result("parameter.get", params(paths, more))
    #expect(try lookUp("/operation/state", in: told) == "\"succeeded\"")
    #expect(try lookUp("/freshness/source", in: told) == "\"mock\"")
    #expect(try lookUp("/values/0/value", in: told)?.contains("kept") == false)
  }

  @Test func aPartialPathStandsForWhatIsKnownBelowIt() async throws {
    let plain = GatewayBench()
    let known = try #require(plain.services.inventory.knownParameters(of: 1))
    let below = known.parameters(below: ExactString("Device.DeviceInfo")).map(\.path.text)
    #expect(below.count > 1)
    let bench = try await bench(KeptValueTests.cache(below.map { ($0, "kept") }))
    let told = try await bench.result("parameter.get", params(["Device.DeviceInfo."], #","max_age_s":1e6"#))
    #expect(try lookUp("/operation", in: told) == "null")
    #expect(try lookUp("/values/\(below.count - 1)/path", in: told) == "\"\(below[below.count - 1])\"")
    #expect(try lookUp("/values/\(below.count)", in: told) == nil)
  }

  @Test func whatAModelHidesIsKeptFromClients() async throws {
    let path = "Device.ManagementServer.Password"
    let bench = try await bench(KeptValueTests.cache([(path, "s3cret")]))
    let told = try await bench.result("parameter.get", params([path], #","max_age_s":1e6"#))
    #expect(try lookUp("/values/0/redacted", in: told) == "true")
    #expect(!told.contains("s3cret"))
  }

  // MARK: Upstream cannot be had

  static let served: [(kind: ErrorKind, more: String)] = [
    (.unreachable, ""), (.unsupported, ""), (.upstreamError, ""), (.rateLimited, #","allow_stale":true"#),
    (.unreachable, #","max_age_s":1,"allow_stale":true"#),
  ]

  @Test(arguments: served) func oldValuesAreToldAsStale(_ kind: ErrorKind, _ more: String) async throws {
    let bench = try await bench(KeptValueTests.two) { RefusingOperations($0, kind) }
    let told = try await bench.result("parameter.get", params([KeptValueTests.version], more))
    #expect(try lookUp("/values/0/value", in: told) == "\"kept 1\"")
    #expect(try lookUp("/freshness/stale", in: told) == "true")
    #expect(try lookUp("/freshness/age_s", in: told) == "3600")
    #expect(try lookUp("/operation", in: told) == "null")
  }

  static let refused: [(kind: ErrorKind, path: String, more: String)] = [
    (.unreachable, version, #","max_age_s":1"#), (.unreachable, version, #","allow_stale":false"#),
    (.unreachable, "Device.DeviceInfo.Manufacturer", ""), (.unauthorized, version, ""),
  ]

  @Test(arguments: refused) func otherwiseTheErrorIsTold(_ kind: ErrorKind, _ path: String, _ more: String)
    async throws
  {
    let bench = try await bench(KeptValueTests.two) { RefusingOperations($0, kind) }
    #expect(try await bench.kind("parameter.get", params([path], more)) == kind.rawValue)
  }

  @Test func youngValuesNeedNoUpstream() async throws {
    let bench = try await bench(KeptValueTests.two) { RefusingOperations($0, .unreachable) }
    let young = params([KeptValueTests.version], #","max_age_s":1e6"#)
    #expect(try await bench.result("parameter.get", young, "/freshness/stale") == "false")
  }
}

/// The mock, whose operations are refused before they are stored.
private struct RefusingOperations: OperationBackend {
  private let mock: MockBackend
  private let kind: ErrorKind

  init(_ mock: MockBackend, _ kind: ErrorKind) {
    self.mock = mock
    self.kind = kind
  }

  func requireHeadlessResults(of device: Int) async throws(GatewayError) {
    throw GatewayError(kind)
  }

  func observe(_ device: Int, _ purpose: ObservationPurpose) async throws(GatewayError) -> Observation {
    try await mock.observe(device, purpose)
  }

  func send(_ order: DispatchOrder) async throws(GatewayError) -> UpstreamReceipt {
    try await mock.send(order)
  }

  func outcome(of order: DispatchOrder, _ receipt: UpstreamReceipt) async throws(GatewayError) -> HeadlessOutcome {
    try await mock.outcome(of: order, receipt)
  }

  func readBack(_ paths: [String], from order: DispatchOrder) async throws(GatewayError) -> [Variable]? {
    try await mock.readBack(paths, from: order)
  }

  func transactions(_ query: TransactionQuery) async throws(GatewayError) -> [UpstreamTransaction] {
    try await mock.transactions(query)
  }
}
