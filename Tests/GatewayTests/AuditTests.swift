internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

@testable internal import Gateway

/// Every call that changed something or tried to, each entry tied to the one before.
@Suite struct AuditTests {
  /// The examples of FIPS 180-4.
  static let digests: [(text: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]

  @Test(arguments: digests) func theHashIsThatOfTheStandard(_ text: String, _ digest: String) {
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == digest)
  }

  @Test func eachHashIsOverTheOneBefore() {
    let audit = AuditLog()
    for number in 1...20 {
      audit.append(
        method: "inventory.update", device: number, params: nil, outcome: number % 3 == 0 ? "not_found" : nil,
        operation: nil, at: Timestamp(milliseconds: number))
    }
    let entries = audit.entries(after: 0, limit: 100) { _ in true }.entries
    var head = String(repeating: "0", count: 64)
    for (place, entry) in entries.enumerated() {
      #expect(entry.sequence == place + 1)
      head = SHA256.hexadecimal(of: Array((head + writing { entry.write(to: &$0, withHash: false) }).utf8))
      #expect(entry.hash == head)
    }
    #expect(entries.count == 20)
    #expect(audit.head == head)
  }

  @Test func whatIsNotKeptStillCounts() {
    let (short, long) = (AuditLog(kept: 5), AuditLog())
    for number in 1...40 {
      for audit in [short, long] {
        audit.append(
          method: "mock.reset", device: nil, params: nil, outcome: nil, operation: nil,
          at: Timestamp(milliseconds: number))
      }
    }
    let kept = short.entries(after: 0, limit: 100) { _ in true }.entries
    #expect((5...10).contains(kept.count))
    #expect(kept.last?.sequence == 40)
    #expect(short.head == long.head)
  }

  @Test func writesAndFailedWritesAreToldAndReadsAreNot() async throws {
    let bench = GatewayBench()
    try await bench.result("inventory.list")
    try await bench.result("inventory.update", #"{"device":{"id":3},"attributes":{"description":"x"}}"#)
    #expect(try await bench.kind("inventory.delete", #"{"device":{"id":999},"confirm":true}"#) == "not_found")
    #expect(
      try await bench.kind("inventory.update", #"{"device":{"id":3},"attributes":{"nmae":"x"}}"#) == "invalid_params")
    try await bench.result("operation.submit", #"{"device":{"id":4},"operation":"reboot","dry_run":true}"#)
    let id = try await bench.result("operation.submit", #"{"device":{"id":4},"operation":"reboot"}"#, "/operation/id")
    let entries = try await bench.result("audit.list", "{}", "/entries")
    let told = try (0..<4).map { place in
      try ["sequence", "method", "device", "outcome"].map { try lookUp("/\(place)/\($0)", in: entries) ?? "-" }
    }
    #expect(
      told == [
        ["1", "\"inventory.update\"", "3", "\"ok\""], ["2", "\"inventory.delete\"", "null", "\"not_found\""],
        ["3", "\"inventory.update\"", "null", "\"invalid_params\""], ["4", "\"operation.submit\"", "4", "\"ok\""],
      ])
    #expect(try lookUp("/3/operation", in: entries) == id)
    #expect(try lookUp("/4", in: entries) == nil)
    #expect(try await bench.result("gateway.info", "{}", "/audit_head") == lookUp("/3/hash", in: entries))
  }

  @Test func secretsAreTakenOut() async throws {
    let bench = GatewayBench()
    let hidden = "Device.ManagementServer.Password"
    try await bench.result(
      "inventory.update", #"{"device":{"id":1},"attributes":{"password":"geheim1","username":"open"}}"#)
    _ = try await bench.answer(
      "parameter.set", #"{"device":{"id":1},"values":[{"path":"\#(hidden)","value":"geheim2"}],"wait_s":0}"#)
    _ = try await bench.answer(
      "operation.submit",
      #"{"device":{"id":1},"operation":"set","variables":[{"variable_name":"\#(hidden)","value":"geheim3"}]}"#)
    _ = try await bench.answer("mock.set_device", #"{"device":{"id":1},"parameters":{"\#(hidden)":"geheim4"}}"#)
    _ = try await bench.answer("inventory.update", #"{"device":{"id":1},"attributes":{"pasword":"geheim5"}}"#)
    _ = try await bench.answer(
      "inventory.import", #"{"mode":"upsert","devices":[{"name":"n","type":1,"password":"geheim6"}]}"#)
    let entries = try await bench.result("audit.list", "{}", "/entries")
    #expect(!entries.contains("geheim"))
    #expect(entries.contains("open"))
    #expect(entries.contains("inventory.import"))
    #expect(entries.contains("parameter.set"))
    #expect(entries.contains("operation.submit"))
  }

  static let redactions: [(params: String, told: String)] = [
    (#"{"password":"x","a":[{"password":null}]}"#, #"{"password":"(redacted)","a":[{"password":"(redacted)"}]}"#),
    (#"{"path":"Device.X","value":"v"}"#, #"{"path":"Device.X","value":"v"}"#),
    (
      #"{"value":"v","path":"Device.WiFi.AccessPoint.2.Security.KeyPassphrase"}"#,
      #"{"value":"(redacted)","path":"Device.WiFi.AccessPoint.2.Security.KeyPassphrase"}"#
    ),
    (
      #"{"parameters":{"Device.ManagementServer.Password":"v","Device.X":"w"}}"#,
      #"{"parameters":{"Device.ManagementServer.Password":"(redacted)","Device.X":"w"}}"#
    ),
  ]

  @Test(arguments: redactions) func aSecretIsRedactedWhereverItStands(_ params: String, _ told: String)
    async throws
  {
    let document = try JSONDocument(parsing: Array(params.utf8).span)
    #expect(document.read { Redaction.text(of: $0, HiddenParameters.contains).string } == told)
  }

  @Test func veryLongParamsAreToldByTheirLength() async throws {
    let params = "{\"a\":\"\(String(repeating: "x", count: 20_000))\"}"
    let document = try JSONDocument(parsing: Array(params.utf8).span)
    let told = document.read { Redaction.text(of: $0, HiddenParameters.contains).string }
    #expect(told == "{\"omitted_bytes\":\(params.utf8.count)}")
  }
}
