internal import Gateway
internal import JSON
internal import JSONRPC
internal import TestSupport
internal import Testing

/// What a call touches decides what it waits for (protocol.md 3).
@Suite struct TouchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let method: String
    let params: String
    let touch: Touch

    init(_ method: String, _ params: String, _ touch: Touch) {
      self.method = method
      self.params = params
      self.touch = touch
    }

    var testDescription: String { "\(method) \(params)" }
  }

  /// Requests about one device, by a selector that is known and by one that is not.
  private static func device(_ method: String, _ more: String, reads: Bool) -> [Case] {
    let more = more.isEmpty ? "" : "," + more
    return [
      Case(method, #"{"device":{"id":7}\#(more)}"#, reads ? .read(7) : .write(7)),
      Case(method, #"{"device":{"name":"nobody"}\#(more)}"#, reads ? .readUnresolved : .writeAll),
    ]
  }

  static let cases: [Case] =
    [
      "gateway.info", "gateway.ping", "gateway.stats", "gateway.doctor", "gateway.shutdown", "rpc.discover",
      "operation.states", "parameter.models",
    ].map { Case($0, "{}", .nothing) }
    + [
      "inventory.list", "inventory.watch", "cache.status", "operation.list", "operation.watch", "audit.list",
    ].map { Case($0, "{}", .readAll) } + [
      Case("gateway.set_log_level", #"{"level":"info"}"#, .nothing),
      Case("inventory.create", #"{"attributes":{"name":"a","type":1}}"#, .writeAll),
      Case("inventory.summary", #"{"group_by":["status"]}"#, .readAll),
      Case("inventory.unwatch", #"{"subscription":"sub_1"}"#, .nothing),
      Case("inventory.import", #"{"devices":[],"mode":"create"}"#, .writeAll),
      Case("inventory.export", #"{"path":"x","format":"csv"}"#, .readAll),
      Case("inventory.diff", #"{"a":{"id":7},"b":{"id":8}}"#, .readSeveral([7, 8])),
      Case("inventory.diff", #"{"a":{"id":7},"b":{"name":"nobody"}}"#, .readUnresolved),
      Case("inventory.diff", #"{"device":{"id":7},"at":"2030-01-01T00:00:00Z"}"#, .read(7)),
      Case("cache.sync", #"{"mode":"full"}"#, .readAll), Case("cache.clear", #"{"confirm":true}"#, .writeAll),
      Case("operation.get", #"{"id":"op_x"}"#, .readUnresolved),
      Case("operation.wait", #"{"ids":["op_x"]}"#, .readSeveral([])),
      Case("operation.cancel", #"{"id":"op_x"}"#, .writeAll), Case("operation.retry", #"{"id":"op_x"}"#, .writeAll),
      Case("operation.transactions", "{}", .readAll),
      Case("operation.transactions", #"{"device":{"id":7}}"#, .read(7)),
      Case("operation.unwatch", #"{"subscription":"sub_1"}"#, .nothing),
      Case("parameter.parse", #"{"path":"Device."}"#, .nothing),
      Case("parameter.complete", #"{"prefix":"Device."}"#, .nothing),
      Case("parameter.complete", #"{"prefix":"Device.","device":{"id":7}}"#, .read(7)),
      Case("parameter.describe", #"{"path":"Device."}"#, .nothing),
      Case("parameter.describe", #"{"path":"Device.","device":{"id":7}}"#, .read(7)),
      Case("parameter.validate", #"{"path":"Device."}"#, .nothing),
      Case("parameter.validate", #"{"values":[{"path":"Device.A","value":1}],"device":{"id":7}}"#, .read(7)),
      Case("parameter.match", #"{"pattern":"Device.","paths":[]}"#, .nothing),
      Case("parameter.match", #"{"pattern":"Device.","device":{"id":7}}"#, .read(7)),
      Case("mock.advance", #"{"seconds":1}"#, .nothing), Case("mock.reset", "{}", .writeAll),
      Case("mock.inject", #"{"match":{},"fault":{"kind":"rejected"}}"#, .nothing),
    ] + device("inventory.get", "", reads: true)
    + device("inventory.history", "", reads: true)
    + device("inventory.update", #""attributes":{"debug":true}"#, reads: false)
    + device("inventory.replace", #""attributes":{"name":"a","type":1}"#, reads: false)
    + device("inventory.delete", #""confirm":true"#, reads: false)
    + device("operation.submit", #""operation":"reboot""#, reads: false)
    + device("parameter.get", #""paths":["Device."]"#, reads: true)
    + device("parameter.set", #""values":[{"path":"Device.A","value":"1"}]"#, reads: false)
    + device("mock.set_device", #""busy":true"#, reads: false)

  private func touch(_ bench: GatewayBench, _ method: String, _ params: String) throws -> Touch? {
    let text = #"{"method":"\#(method)","params":\#(params)}"#
    let document = try JSONDocument(parsing: Array(text.utf8).span)
    let handler = GatewayHandler(bench.services)
    return try document.read { (root) throws(RPCError) in
      guard let name = root.member("method")?.utf8Value else { return nil }
      return try handler.prepare(name, params: root.member("params")).touch
    }
  }

  @Test(arguments: cases) func aCallTouchesWhatItIsAbout(_ example: Case) async throws {
    #expect(try touch(GatewayBench(), example.method, example.params) == example.touch)
    // Params that were refused touch nothing: the example would prove nothing then.
    #expect(try GatewayHandler(GatewayBench().services).readsParams(example))
  }

  @Test func everyMethodHasAnExample() {
    #expect(Set(TouchTests.cases.map(\.method)) == Set(MethodTable.gateway.names))
  }

  @Test func anOperationBelongsToItsDevice() async throws {
    let bench = GatewayBench()
    let id = try await bench.result("operation.submit", #"{"device":{"id":7},"operation":"reboot"}"#, "/operation/id")
    #expect(try touch(bench, "operation.get", "{\"id\":\(id)}") == .read(7))
    #expect(try touch(bench, "operation.cancel", "{\"id\":\(id)}") == .write(7))
    #expect(try touch(bench, "operation.wait", "{\"ids\":[\(id)]}") == .readSeveral([7]))
  }

  @Test func aSelectorIsResolvedInTheOrderOfTheRequests() async throws {
    let bench = GatewayBench()
    let lines = [
      #"{"jsonrpc":"2.0","id":1,"method":"inventory.update","params":{"device":{"id":3},"attributes":{"name":"x"}}}"#,
      #"{"jsonrpc":"2.0","id":2,"method":"inventory.get","params":{"device":{"name":"x"},"fields":["id"]}}"#,
      #"{"jsonrpc":"2.0","id":3,"method":"inventory.delete","params":{"device":{"name":"x"},"confirm":true}}"#,
      #"{"jsonrpc":"2.0","id":4,"method":"inventory.get","params":{"device":{"id":3}}}"#,
    ]
    let frames = try await bench.frames(lines)
    #expect(frames.count == 4)
    #expect(try frames.contains { try lookUp("/id", in: $0) == "2" && lookUp("/result/device/id", in: $0) == "3" })
    #expect(
      try frames.contains { try lookUp("/id", in: $0) == "4" && lookUp("/error/data/kind", in: $0) == "\"not_found\"" })
  }
}

extension GatewayHandler {
  /// Whether the params of an example are good.
  fileprivate func readsParams(_ example: TouchTests.Case) throws -> Bool {
    guard let entry = MethodTable.gateway.entry(named: example.method) else { return false }
    let named = try names("", in: example.params)
    return Set(named).isSubset(of: entry.members.map { "\($0)" })
      && Set(entry.required.map { "\($0)" }).isSubset(of: named)
  }
}
