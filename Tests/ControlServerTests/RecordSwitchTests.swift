internal import ControlServer
internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// The variants of records that section 9 of the API's working reference lists.
@Suite struct RecordSwitchTests {
  @Test(arguments: [
    ("status-words=Up", "\"Up\""), ("status-words=up", "\"up\""), ("status-words=boolean", "true"),
    ("status-words=digit", "1"),
  ])
  func statusWords(_ text: String, _ told: String) async throws {
    let bench = try Bench()
    try bench.set(text)
    #expect(await bench.call("GET", "/inventory_device/1/").at("status") == told)
  }

  @Test func statusOfANewDevice() async throws {
    let bench = try Bench()
    let body = #"{"name": "n", "type": 1, "is_active": true}"#
    let made = await bench.call("POST", "/inventory_device/", body)
    #expect(made.at("status") == "null" && made.at("status_change") == "null")
    #expect(made.at("is_active") == "true")
    try bench.set("new-status=Down", "new-active=on")
    let told = await bench.call("GET", "/inventory_device/61/")
    #expect(told.at("status") == "\"Down\"")
    #expect(told.at("status_change") == told.at("created"))
    let other = await bench.call("POST", "/inventory_device/", #"{"name": "m", "type": 1}"#)
    #expect(other.at("is_active") == "true")
    let down = await bench.call("GET", "/inventory_device/?status=0&limit=100")
    #expect(down.text.contains("\"name\":\"n\""))
  }

  @Test(arguments: [
    ("references=page", "1"), ("references=integer", "1"), ("references=text", "\"1\""),
    ("references=object", #"{"id":1,"name":"gpon-ont"}"#),
  ])
  func typeOfShapeA(_ text: String, _ told: String) async throws {
    let bench = try Bench()
    try bench.set(text)
    await bench.call("PATCH", "/inventory_device/1/", #"{"type": 1}"#)
    #expect(await bench.call("GET", "/inventory_device/1/").at("type") == told)
  }

  @Test func shapesOfTheSerialFamily() async throws {
    let bench = try Bench()
    let path = "/inventory_device_serial/\(try bench.serial(1))/"
    #expect(await bench.call("GET", path).at("organization_id") == nil)
    try bench.set("references=integer")
    let older = await bench.call("GET", path)
    #expect(Int(older.at("type") ?? "") != nil && Int(older.at("organization") ?? "") != nil)
    try bench.set("serial-shape=A")
    let shapeA = await bench.call("GET", path)
    #expect(shapeA.at("id") == "1")
    #expect(shapeA.at("organization_id") != nil && shapeA.at("pending_changes") == nil)
  }

  @Test func pendingOfShapeB() async throws {
    let bench = try Bench()
    let path = "/inventory_device_serial/\(try bench.serial(1))/"
    await bench.call("PATCH", "/inventory_device/1/", #"{"sync": true, "reconf": true}"#)
    #expect(await bench.call("GET", path).at("pending_changes") == "true")
    #expect(await bench.call("GET", path).at("pending_details") == nil)
    let details = await bench.call("GET", path + "?pending=true")
    #expect(details.at("pending_details", "configuration_updates") == "2")
    #expect(details.at("pending_details", "firmware_update") == "false")
  }

  @Test(arguments: [
    ("pending-style=prose", "\"Reboot requested, Sync requested\""),
    ("pending-style=tokens", "\"reboot_scheduled,sync_scheduled\""),
    ("pending-style=states", "\"reboot_scheduled:2030-01-01T00:01:00Z,sync_scheduled:2030-01-01T00:01:00Z\""),
    ("pending-style=boolean", "true"),
  ])
  func pendingStyles(_ text: String, _ told: String) async throws {
    let bench = try Bench()
    try bench.set(text)
    let answer = await bench.call(
      "PATCH", "/inventory_device_name/\(try bench.name(1))/", #"{"reboot": true, "sync": true}"#)
    #expect(answer.at("pending_settings") == told)
  }

  @Test(arguments: [
    ("None", Optional("\"None\"")), ("null", "null"), ("empty", "\"\""), ("absent", nil),
  ])
  func emptyPending(_ value: String, _ told: String?) async throws {
    let bench = try Bench()
    try bench.set("empty-pending=\(value)")
    #expect(await bench.call("GET", "/inventory_device/1/").at("pending_settings") == told)
  }

  @Test func pendingOnlyWhenAsked() async throws {
    let bench = try Bench()
    try bench.set("pending=asked")
    #expect(await bench.call("GET", "/inventory_device/1/").at("pending_settings") == nil)
    #expect(await bench.call("GET", "/inventory_device/1/?pending=true").at("pending_settings") == "\"None\"")
  }

  @Test func membersAndFlagsOfThePages() async throws {
    let bench = try Bench()
    let list = await bench.call("GET", "/inventory_device/?limit=1")
    #expect(list.at("results", "0", "username") == nil && list.at("results", "0", "reboot") == nil)
    #expect(list.at("results", "0", "serial_number") != nil)
    #expect(await bench.call("GET", "/inventory_device_name/?limit=1").at("results", "0", "username") != nil)
    try bench.set("members=all", "flags=all")
    let full = await bench.call("GET", "/inventory_device/?limit=1")
    #expect(full.at("results", "0", "username") != nil && full.at("results", "0", "reboot") == "false")
    try bench.set("flags=none")
    #expect(await bench.call("GET", "/inventory_device_name/\(try bench.name(1))/").at("reboot") == nil)
    try bench.set("extra-members=on")
    #expect(await bench.call("GET", "/inventory_device/1/").at("x_labels", "tier") == "\"gold\"")
  }

  @Test func passwordsAreEchoedOnlyWhenSwitchedOn() async throws {
    let bench = try Bench()
    let body = #"{"name": "NAME", "type": 1, "password": "geheim"}"#
    let silent = await bench.call("POST", "/inventory_device_name/", body.replacing("NAME", with: "a"))
    #expect(!silent.text.contains("geheim"))
    try bench.set("password-echo=on")
    let echoing = await bench.call("POST", "/inventory_device_name/", body.replacing("NAME", with: "b"))
    #expect(echoing.at("password") == "\"geheim\"")
    let byID = await bench.call("POST", "/inventory_device/", body.replacing("NAME", with: "c"))
    #expect(!byID.text.contains("geheim"))
    #expect(!(await bench.call("GET", "/inventory_device_name/b/")).text.contains("geheim"))
  }

  @Test(arguments: [
    ("whole", "2030-01-01T00:00:00Z"), ("fraction", "2030-01-01T00:00:00.000Z"),
    ("offset", "2030-01-01T02:00:00+02:00"),
  ])
  func times(_ form: String, _ told: String) async throws {
    let bench = try Bench()
    try bench.set("times=\(form)")
    let answer = await bench.call("PATCH", "/inventory_device/1/", #"{"debug": true}"#)
    #expect(answer.at("last_change") == "\"\(told)\"")
  }

  @Test func locations() async throws {
    let bench = try Bench()
    try bench.set("location=text", "new-location-name=on")
    let made = await bench.call("POST", "/inventory_device_name/", #"{"name": "n", "type": 1, "location": 4}"#)
    #expect(made.at("location") == "\"Tartu\"" && made.at("location_name") == "\"Tartu\"")
  }

  @Test func staleStatus() async throws {
    let bench = try Bench()
    try bench.set("stale-status=120")
    try bench.reach(1, false)
    bench.advance(1000)
    let change = try #require(try bench.device(1)[.statusChange]?.instant)
    #expect(try bench.device(1)[.status] == .status(.down))
    #expect(await bench.call("GET", "/inventory_device/1/").at("status") == "\"Down\"")
    let seconds = bench.simulation.clock.now.seconds(since: change)
    try bench.set("stale-status=\(seconds + 60)")
    #expect(await bench.call("GET", "/inventory_device/1/").at("status") == "\"Up\"")
    #expect(await bench.call("GET", "/inventory_device/1/?update_status=true").at("status") == "\"Down\"")
    bench.advance(61)
    #expect(await bench.call("GET", "/inventory_device/1/").at("status") == "\"Down\"")
  }
}
