internal import ControlServer
internal import GatewayCore
internal import Simulator
internal import Testing

/// Operations, by their endpoints and by flags.
@Suite struct OperationTests {
  private func operate(_ bench: Bench, _ number: Int, _ kind: String) async throws -> ControlAnswer {
    await bench.call(
      "PUT", "/inventory_device_name_operation/\(try bench.name(number))/", "{\"operation\": \"\(kind)\"}")
  }

  @Test func lifeOfAReboot() async throws {
    let bench = try Bench()
    let answer = try await operate(bench, 1, "reboot")
    #expect(answer.status == 200)
    #expect(answer.at("operation") == "\"reboot\"" && answer.at("id") != nil && answer.at("status") == nil)
    let path = "/inventory_device_name/\(try bench.name(1))/"
    #expect(await bench.call("GET", path).at("reboot") == "true")
    let before = try bench.device(1)[.statusChange]
    bench.advance(3)
    let restarting = await bench.call("GET", path)
    #expect(restarting.at("status") == "\"Down\"" && restarting.at("reboot") == "false")
    bench.advance(120)
    #expect(await bench.call("GET", path).at("status") == "\"Up\"")
    #expect(try bench.device(1)[.statusChange] != before)
  }

  @Test func refusals() async throws {
    let bench = try Bench()
    #expect(try await operate(bench, 1, "explode").count("operation") == 1)
    #expect(await bench.call("PUT", "/inventory_device_name_operation/x/", #"{"operation": "sync"}"#).status == 404)
    let path = "/inventory_device_name_operation/\(try bench.name(1))/"
    #expect(await bench.call("PUT", path, "{}").count("operation") == 1)
    #expect(await bench.call("PUT", path, "no").status == 400)
    #expect(try await operate(bench, 1, "reboot").status == 200)
    #expect(try await operate(bench, 1, "sync").status == 409)
    try bench.reach(2, false)
    #expect(try await operate(bench, 2, "sync").status == 409)
    try bench.set("conflict=422")
    #expect(try await operate(bench, 2, "sync").status == 422)
    #expect(try await operate(bench, 1, "sync").status == 422)
  }

  @Test func answers() async throws {
    let bench = try Bench()
    try bench.set("operation-answer=seven", "operation-id=device")
    let seven = try await operate(bench, 3, "sync")
    #expect(seven.at("id") == "3" && seven.at("status") == "\"initiated\"")
    #expect(seven.at("device_name") == "\"\(try bench.name(3))\"" && seven.at("execution_id") != nil)
    try bench.set("operation-answer=empty")
    let empty = try await operate(bench, 4, "sync")
    #expect(empty.status == 200 && empty.body.isEmpty)
  }

  @Test func flagsWaitForADeviceThatIsNotThere() async throws {
    let bench = try Bench()
    try bench.reach(1, false)
    let path = "/inventory_device_name/\(try bench.name(1))/"
    let answer = await bench.call("PATCH", path, #"{"factory": true, "reconf": true, "sync": false}"#)
    #expect(answer.status == 200)
    #expect(answer.at("factory") == "true" && answer.at("reconf") == "true" && answer.at("sync") == "false")
    bench.advance(3600)
    #expect(await bench.call("GET", path).at("factory") == "true")
    try bench.reach(1, true)
    bench.advance(200)
    let done = await bench.call("GET", path)
    #expect(done.at("factory") == "false" && done.at("status") == "\"Up\"" && done.at("pending_settings") == "\"None\"")
  }

  @Test func workQueuesUp() async throws {
    let bench = try Bench()
    let path = "/inventory_device_name/\(try bench.name(1))/"
    await bench.call("PATCH", path, #"{"reboot": true}"#)
    let second = await bench.call(
      "PATCH", path, #"{"sync": true, "firmware_image": 42, "firmware_image_is_pending": true}"#)
    #expect(second.at("reboot") == "true" && second.at("sync") == "true")
    #expect(second.at("firmware_image_is_pending") == "true" && second.at("firmware_image") == "42")
    let version = try bench.device(1)[.softwareVersion]
    bench.advance(600)
    let done = await bench.call("GET", path)
    #expect(done.at("pending_settings") == "\"None\"" && done.at("status") == "\"Up\"")
    #expect(try bench.device(1)[.softwareVersion] != version)
  }

  @Test func flagsCanBeRefused() async throws {
    let bench = try Bench()
    try bench.set("flag-conflict=400")
    try bench.reach(1, false)
    let refused = await bench.call("PATCH", "/inventory_device/1/", #"{"reboot": true, "description": "x"}"#)
    #expect(refused.status == 400 && refused.count("reboot") == 1)
    #expect(try bench.device(1)[.description] != .text("x"))
    #expect(await bench.call("PATCH", "/inventory_device/2/", #"{"reboot": true}"#).status == 200)
  }

  @Test func devicesActByThemselves() async throws {
    let bench = try Bench("appear-every=600")
    bench.advance(601)
    let appeared = await bench.call("GET", "/inventory_device/61/")
    #expect(appeared.at("username") == "\"onboarding\"")
    bench.advance(200)
    #expect(await bench.call("GET", "/inventory_device/61/").at("username") == "\"cpe61\"")
    #expect(try bench.device(61)[.status] == .status(.up))
    try bench.set("appear-every=0", "upgrade-every=100")
    let versions = try (1...60).map { try bench.device($0)[.softwareVersion] }
    bench.advance(1000)
    #expect(try (1...60).map { try bench.device($0)[.softwareVersion] } != versions)
    #expect(bench.simulation.snapshot().count == 61)
    try bench.set("upgrade-every=0", "flap-every=50")
    let changes = try (1...60).map { try bench.device($0)[.statusChange] }
    bench.advance(1000)
    #expect(try (1...60).map { try bench.device($0)[.statusChange] } != changes)
  }
}
