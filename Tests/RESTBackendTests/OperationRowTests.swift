internal import GatewayCore
internal import Testing

@testable internal import RESTBackend

/// Rows 9.14 to 9.18, 9.36, 9.37 and 9.39 of control-api.md: operations, how the token is sent, and errors.
@Suite struct OperationRowTests {
  static let named: [OperationKind] = [.reboot, .factory, .deviceFactory, .sync, .reconf]

  // MARK: 9.14

  @Test(arguments: ["409", "422"]) func row9_14_offlineOrBusy(_ status: String) async throws {
    let bench = try RESTBench("conflict=\(status)", "stale-status=0")
    let up = try #require(try (1...60).first { try bench.stored($0)[.status] == .status(.up) })
    try bench.steer("POST", "device", #"{"device":{"id":\#(up)},"busy":true}"#)
    _ = try await bench.backend.observe(up, .baseline)
    let busy = try await refusal { try await bench.send(OperationKinds(.reboot), on: up) }
    #expect(busy.kind == .deviceUnavailable)
    #expect(busy.isDeviceBusy)
    #expect(busy.isRetryable)
    let down = try #require(try (1...60).first { try bench.stored($0)[.status] == .status(.down) })
    _ = try await bench.backend.observe(down, .baseline)
    let offline = try await refusal { try await bench.send(OperationKinds(.reboot), on: down) }
    #expect(offline.kind == .deviceUnavailable)
    #expect(!offline.isDeviceBusy)
    #expect(offline.httpStatus == Int(status))
    #expect(bench.count("PUT", "/inventory_device_name_operation/{name}/") == 2)
  }

  @Test(arguments: ["queue", "400"]) func row9_14_flagsOnSuchADevice(_ conflict: String) async throws {
    let bench = try RESTBench("flag-conflict=\(conflict)")
    try bench.reach(3, false)
    let several = OperationKinds(several: [.sync, .reconf])
    guard conflict == "400" else {
      try await bench.send(several, on: 3)
      #expect(try bench.stored(3)[.sync] == .boolean(true))
      return
    }
    let error = try await refusal { try await bench.send(several, on: 3) }
    #expect(error.kind == .rejected)
    #expect(error.fields.map(\.name) == ["sync", "reconf"])
  }

  // MARK: 9.16 to 9.18

  @Test(arguments: ["two", "seven", "empty"], ["request", "device"])
  func row9_16_answers(_ answer: String, _ number: String) async throws {
    let bench = try RESTBench("operation-answer=\(answer)", "operation-id=\(number)")
    let receipt = try await bench.send(OperationKinds(.sync), on: 3)
    #expect((receipt.executionID != nil) == (answer == "seven"))
    #expect(receipt.statusText == (answer == "seven" ? "initiated" : nil))
    #expect(receipt.transaction == nil)
  }

  @Test(arguments: ["<html>ok</html>", "[]", "{", "null", #"{"id":{},"status":7}"#])
  func row9_16_nothingButSuccessIsRequired(_ body: String) async throws {
    let bench = try RESTBench()
    bench.upstream.answer(.put, status: 202, body)
    let receipt = try await bench.send(OperationKinds(.sync), on: 3)
    #expect(receipt.executionID == nil)
  }

  @Test(arguments: named) func row9_17_and_18_eachKindIsItsOwnCode(_ kind: OperationKind) async throws {
    let bench = try RESTBench()
    try await bench.send(OperationKinds(kind), on: 3)
    #expect(bench.bodies == [#"{"operation":"\#(kind.rawValue)"}"#])
    let own = try #require(kind.flag)
    for flag in [DeviceField.reboot, .factory, .deviceFactory, .sync, .reconf] {
      #expect(try bench.stored(3)[flag] == .boolean(flag == own))
    }
  }

  @Test func row9_17_destructiveKindsAreConfirmedApart() {
    #expect(OperationKind.factory.needsConfirmation)
    #expect(OperationKind.deviceFactory.needsConfirmation)
  }

  // MARK: 9.36, 9.37

  @Test(arguments: [
    (RESTSettings.AuthScheme.bearer, "bearer", "Bearer control-sim"), (.token, "token", "Token control-sim"),
    (.none, "bare", "control-sim"),
  ]) func row9_36_schemes(_ scheme: RESTSettings.AuthScheme, _ taken: String, _ header: String) async throws {
    let bench = try RESTBench("auth-scheme=\(taken)", "www-authenticate=on") { $0.authScheme = scheme }
    try await bench.get(.id(3))
    #expect(bench.upstream.requests.map { $0.headers.filter { $0.name == "Authorization" }.map(\.value) } == [[header]])
    let other = try RESTBench("auth-scheme=\(taken == "bare" ? "bearer" : "bare")") { $0.authScheme = scheme }
    #expect(try await refusal { try await other.get(.id(3)) }.kind == .unauthorized)
    #expect(other.sent.count == 1)
  }

  @Test(arguments: ["operation-siblings=on", "operation-siblings=off"])
  func row9_37_onlyTheVendorsForm(_ siblings: String) async throws {
    let bench = try RESTBench(siblings)
    let up = try (1...60).filter { try bench.stored($0)[.status] == .status(.up) }
    for (kind, device) in zip(Self.named, up) { try await bench.send(OperationKinds(kind), on: device) }
    #expect(bench.sent.count == Self.named.count)
    #expect(bench.upstream.requests.allSatisfy { $0.method == .put && !$0.target.contains("operations") })
    #expect(bench.upstream.requests.allSatisfy { $0.target.hasPrefix("/inventory_device_name_operation/") })
    #expect(bench.upstream.requests.allSatisfy { $0.target.hasSuffix("/") })
  }

  // MARK: 9.39

  static let bodies = [
    "usual", "detail", "error", "message", "non_field_errors", "list", "html", "text", "empty", "broken",
  ]

  @Test(arguments: bodies) func row9_39_errorBodies(_ form: String) async throws {
    let bench = try RESTBench("error-body=\(form)")
    let missing = try await refusal { try await bench.get(.id(999)) }
    #expect(missing.kind == .notFound)
    #expect(missing.httpStatus == 404)
    let rejected = try await refusal { try await bench.create(#"{"name":"new","type":77}"#) }
    #expect(rejected.kind == .rejected)
    #expect((rejected.detail == nil) == (form == "empty"))
    if ["detail", "error", "message", "list", "html"].contains(form) { #expect(rejected.fields.isEmpty) }
    if form == "usual" { #expect(rejected.fields.map(\.name) == ["type"]) }
    try bench.fault(#""status":500,"times":4"#)
    let failed = try await refusal { try await bench.get(.id(3)) }
    #expect(failed.kind == .upstreamError)
    #expect(failed.httpStatus == 500)
    #expect(failed.isRetryable)
    try await bench.get(.id(3))
  }
}
