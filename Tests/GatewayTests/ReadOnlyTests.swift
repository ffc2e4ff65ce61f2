internal import Gateway
internal import TestSupport
internal import Testing

/// `--read-only` refuses what would change a device or its record, after its params were checked (protocol.md 8).
@Suite struct ReadOnlyTests {
  static let refused: [(method: String, params: String)] = [
    ("inventory.create", #"{"attributes":{"name":"a","type":1}}"#),
    ("inventory.update", #"{"device":{"id":1},"attributes":{"debug":true}}"#),
    ("inventory.replace", #"{"device":{"id":1},"attributes":{"name":"a","type":1}}"#),
    ("inventory.delete", #"{"device":{"id":1},"confirm":true}"#),
    ("inventory.import", #"{"devices":[],"mode":"create"}"#),
    ("parameter.set", #"{"device":{"id":1},"values":[{"path":"Device.A","value":"1"}]}"#),
    ("operation.submit", #"{"device":{"id":1},"operation":"reboot"}"#),
    ("operation.submit", #"{"device":{"id":1},"operation":["sync","reconf"]}"#),
    (
      "operation.submit",
      #"{"device":{"id":1},"operation":"set","variables":[{"path":"Device.A","value":"1"}]}"#
    ),
  ]

  @Test(arguments: refused) func whatWouldChangeSomethingIsRefused(_ method: String, _ params: String)
    async throws
  {
    #expect(try await GatewayBench(isReadOnly: true).kind(method, params) == "read_only")
    #expect(try await GatewayBench(isReadOnly: true).kind(method, #"{"nonsense":1}"#) == "invalid_params")
  }

  static let allowed: [(method: String, params: String)] = [
    ("inventory.list", "{}"), ("inventory.get", #"{"device":{"id":1}}"#), ("inventory.watch", "{}"),
    ("inventory.summary", #"{"group_by":["status"]}"#),
    ("operation.submit", #"{"device":{"id":1},"operation":"get","variables":[{"path":"Device."}]}"#),
    ("mock.set_device", #"{"device":{"id":1},"busy":true}"#), ("mock.reset", "{}"), ("audit.list", "{}"),
  ]

  @Test(arguments: allowed) func readingAndSteeringTheMockGoOn(_ method: String, _ params: String)
    async throws
  {
    let answer = try await GatewayBench(isReadOnly: true).answer(method, params)
    #expect(try lookUp("/result", in: answer) != nil, "\(answer)")
  }

  @Test func withoutItTheSameCallsAreDone() async throws {
    let bench = GatewayBench()
    for (method, params) in ReadOnlyTests.refused.prefix(2) {
      #expect(try lookUp("/result", in: try await bench.answer(method, params)) != nil)
    }
  }
}
