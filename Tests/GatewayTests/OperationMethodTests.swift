internal import Gateway
internal import JSON
internal import Simulator
internal import TestSupport
internal import Testing

/// Operations as clients meet them: submit, wait, cancel, retry.
@Suite struct OperationMethodTests {
  private let reboot = #"{"device":{"id":1},"operation":"reboot"}"#

  @Test func aSubmissionIsAnsweredWithWhatWasStored() async throws {
    let bench = GatewayBench()
    let result = try await bench.result("operation.submit", reboot)
    #expect(try lookUp("/created", in: result) == "true")
    #expect(try lookUp("/durable", in: result) == "false")
    let id = try #require(try lookUp("/operation/id", in: result))
    #expect(try await bench.result("operation.get", "{\"id\":\(id)}", "/operation/id") == id)
    #expect(try names("/operation", in: result).contains("history") == false)
    let members = try names("/operation", in: try await bench.result("operation.get", "{\"id\":\(id)}"))
    #expect(
      members == [
        "id", "device", "operation", "variables", "image", "state", "attempts", "max_attempts", "created_at",
        "updated_at", "not_before", "expires_at", "idempotency_key", "rollout", "retry_of", "undo_of", "waiting_for",
        "upstream", "result", "error", "history",
      ])
  }

  @Test func aDryRunStoresNothingAndUsesNoKey() async throws {
    let bench = GatewayBench()
    let dry = #"{"device":{"id":1},"operation":"factory","dry_run":true,"idempotency_key":"k"}"#
    #expect(try await bench.result("operation.submit", dry, "/operation/id") == "null")
    #expect(try await bench.result("operation.list", "{}", "/operations") == "[]")
    let wet = #"{"device":{"id":1},"operation":"sync","idempotency_key":"k"}"#
    #expect(try await bench.result("operation.submit", wet, "/created") == "true")
    #expect(try await bench.result("operation.submit", wet, "/created") == "false")
  }

  @Test(arguments: ["\"factory\"", "\"device_factory\"", #"["sync","factory"]"#])
  func aResetNeedsToBeConfirmed(_ operation: String) async throws {
    let bench = GatewayBench()
    let params = "{\"device\":{\"id\":1},\"operation\":\(operation)"
    #expect(try await bench.kind("operation.submit", params + "}") == "confirmation_required")
    #expect(try await bench.kind("operation.submit", params + ",\"confirm\":false}") == "confirmation_required")
    #expect(try await bench.result("operation.submit", params + ",\"confirm\":true}", "/created") == "true")
  }

  /// Under the automatic clock a wait runs to the end without any time passing.
  @Test func aWaitRunsToTheEndOfWhatItWaitsFor() async throws {
    let bench = GatewayBench(mode: .auto)
    let id = try await bench.result("operation.submit", reboot, "/operation/id")
    let waited = try await bench.result("operation.wait", "{\"ids\":[\(id)]}")
    #expect(try lookUp("/done", in: waited) == "true")
    #expect(try lookUp("/operations/0/state", in: waited) == "\"succeeded\"")
    #expect(try await bench.kind("operation.wait", #"{"ids":["op_none"]}"#) == "not_found")
  }

  @Test func aWaitForAnUnreachableDeviceRunsToItsDeadline() async throws {
    let bench = GatewayBench(mode: .auto)
    try await bench.result("mock.set_device", #"{"device":{"id":1},"reachable":false}"#)
    let id = try await bench.result("operation.submit", reboot, "/operation/id")
    #expect(try await bench.result("operation.wait", "{\"ids\":[\(id)]}", "/operations/0/state") == "\"expired\"")
  }

  @Test func onlyAnEndOtherThanSuccessCanBeRetried() async throws {
    let bench = GatewayBench(mode: .auto)
    let good = try await bench.result("operation.submit", reboot, "/operation/id")
    #expect(try await bench.kind("operation.retry", "{\"id\":\(good)}") == "invalid_state")
    try await bench.result("operation.wait", "{\"ids\":[\(good)]}")
    #expect(try await bench.kind("operation.retry", "{\"id\":\(good)}") == "invalid_state")
    try await bench.result("mock.inject", #"{"match":{"operation":"reboot"},"fault":{"kind":"rejected"}}"#)
    let bad = try await bench.result("operation.submit", reboot, "/operation/id")
    #expect(try await bench.result("operation.wait", "{\"ids\":[\(bad)]}", "/operations/0/state") == "\"failed\"")
    let again = try await bench.result("operation.retry", "{\"id\":\(bad)}", "/operation")
    #expect(try lookUp("/retry_of", in: again) == bad)
    #expect(try lookUp("/id", in: again) != bad)
  }

  @Test func whatMayHaveHappenedOnceIsRetriedOnlyWhenConfirmed() async throws {
    let bench = GatewayBench(mode: .auto)
    let fault = #"{"match":{"operation":"reboot"},"fault":{"kind":"outcome_unknown","arrived":false}}"#
    try await bench.result("mock.inject", fault)
    let id = try await bench.result("operation.submit", reboot, "/operation/id")
    #expect(try await bench.result("operation.wait", "{\"ids\":[\(id)]}", "/operations/0/state") == "\"unconfirmed\"")
    #expect(try await bench.kind("operation.retry", "{\"id\":\(id)}") == "confirmation_required")
    #expect(try await bench.result("operation.retry", "{\"id\":\(id),\"confirm\":true}", "/operation/retry_of") == id)
  }

  @Test func aDeviceWithLiveOperationsCannotBeDeleted() async throws {
    let bench = GatewayBench()
    let id = try await bench.result("operation.submit", reboot, "/operation/id")
    let delete = #"{"device":{"id":1},"confirm":true}"#
    #expect(try await bench.kind("inventory.delete", delete) == "in_use")
    try await bench.result("mock.advance", #"{"seconds":600}"#)
    #expect(try await bench.result("operation.get", "{\"id\":\(id)}", "/operation/state") == "\"succeeded\"")
    #expect(try await bench.result("inventory.delete", delete) == "{}")
  }
}
