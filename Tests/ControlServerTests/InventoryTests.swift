internal import ControlServer
internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// The three families of device records.
@Suite struct InventoryTests {
  @Test func readsByEveryKey() async throws {
    let bench = try Bench()
    let device = try bench.device(3)
    let name = try #require(device[.name]?.string)
    let serial = try #require(device[.serialNumber]?.string)
    let byID = await bench.call("GET", "/inventory_device/3/")
    #expect(byID.status == 200)
    #expect(byID.at("id") == "3")
    #expect(byID.at("name") == "\"\(name)\"")
    #expect(byID.at("status") == "\"Up\"")
    #expect(byID.at("created")?.count == 22)
    #expect(byID.at("reboot") == nil)
    #expect(byID.at("password") == nil)
    let byName = await bench.call("GET", "/inventory_device_name/\(name)/")
    #expect(byName.at("id") == "3")
    #expect(byName.at("reboot") == "false")
    #expect(byName.at("pending_settings") == "\"None\"")
    let bySerial = await bench.call("GET", "/inventory_device_serial/\(serial)/")
    #expect(bySerial.at("id") == nil)
    #expect(bySerial.at("status") == "true")
    #expect(bySerial.at("type", "id") == byID.at("type"))
    #expect(bySerial.at("organization", "id") == byID.at("organization_id"))
    #expect(bySerial.at("pending_changes") == "false")
    for path in ["/inventory_device/99999/", "/inventory_device/x/", "/inventory_device_name/x/", "/nothing/"] {
      let answer = await bench.call("GET", path)
      #expect(answer.status == 404)
      #expect(answer.at("detail") == "\"Not found.\"")
    }
  }

  @Test func pagesFollowTheEnvelope() async throws {
    let bench = try Bench()
    let first = await bench.call("GET", "/inventory_device/?type=1&limit=500")
    let count = try #require(first.at("count").flatMap { Int($0) })
    #expect(count > 0 && count < 60)
    var seen: [String] = []
    var target = "/api/v1/inventory_device/?limit=7&status=1"
    while true {
      let page = await bench.raw("GET", target)
      for place in 0..<(page.count("results") ?? 0) { seen.append(page.at("results", "\(place)", "id") ?? "") }
      guard let next = page.at("next"), next != "null" else { break }
      #expect(next.hasPrefix("\"http://sim.example/api/v1/inventory_device/?status=1&limit=7&offset="))
      target = String(next.dropFirst(1 + "http://sim.example".count).dropLast())
    }
    #expect(Set(seen).count == seen.count)
    #expect(seen.count == (1...60).count { (try? bench.device($0)[.status]) == .status(.up) })
    #expect(await bench.call("GET", "/inventory_device/").count("results") == 20)
    #expect(await bench.call("GET", "/inventory_device/?limit=-1&offset=x").count("results") == 20)
    #expect(await bench.call("GET", "/inventory_device/?limit=1000").count("results") == 60)
    let behind = await bench.call("GET", "/inventory_device/?offset=1000")
    #expect(behind.status == 200)
    #expect(behind.count("results") == 0)
    #expect(behind.at("next") == "null")
  }

  @Test(arguments: [
    "2000-01-01", "2000-01-01%2000:01:00", "2000-01-01+00:01:00%2B00:00", "2000-01-01T00:01:00%2B00:00",
    "2000-01-01T00:01:00",
  ])
  func takesEverySpellingOfATime(_ text: String) async throws {
    let bench = try Bench()
    let all = await bench.call("GET", "/inventory_device/?last_status_change_from=\(text)")
    #expect(all.status == 200)
    let seen = (1...60).count { (try? bench.device($0)[.statusChange]) != .null }
    #expect(all.at("count") == "\(seen)")
  }

  @Test func filtersByStatusChange() async throws {
    let bench = try Bench()
    let change = try #require(try bench.device(5)[.statusChange]?.instant)
    let text = change.text.replacing("Z", with: "%2B00:00")
    let after = await bench.call("GET", "/inventory_device/?limit=100&last_status_change_from=\(text)")
    try bench.set("since-inclusive=on")
    let from = await bench.call("GET", "/inventory_device/?limit=100&last_status_change_from=\(text)")
    #expect(Int(from.at("count") ?? "") == (Int(after.at("count") ?? "") ?? 0) + 1)
    let bad = await bench.call("GET", "/inventory_device/?last_status_change_from=yesterday")
    #expect(bad.status == 400)
    #expect(bad.count("last_status_change_from") == 1)
    try bench.set("bad-filter=ignore")
    #expect(await bench.call("GET", "/inventory_device/?type=x").at("count") == "60")
    #expect(await bench.call("GET", "/inventory_device/?location=1").at("count") == "60")
    try bench.set("location-filter=on")
    #expect(await bench.call("GET", "/inventory_device/?location=1").at("count") != "60")
  }

  @Test func createsInBothVocabularies() async throws {
    let bench = try Bench()
    let body = #"{"name": "a b/c+ü", "type": 2, "serial_number": "S/1", "password": "geheim", "location": 3}"#
    let made = await bench.call("POST", "/inventory_device/", body)
    #expect(made.status == 201)
    #expect(made.header("Location") == "/api/v1/inventory_device/61/")
    #expect(made.at("status") == "null")
    #expect(made.at("is_active") == "false")
    #expect(made.at("location_name") == "null")
    #expect(made.at("location_short_name") == "\"riga-c\"")
    #expect(made.at("pending_settings") == "null")
    #expect(made.at("location") == nil)
    #expect(!made.text.contains("geheim"))
    let read = await bench.call("GET", "/inventory_device_name/a%20b%2Fc%2B%C3%BC/")
    #expect(read.at("id") == "61")
    #expect(await bench.call("GET", "/inventory_device_name/a%20b%2Fc+%C3%BC/").at("id") == "61")
    #expect(await bench.call("GET", "/inventory_device_name/a%20b/c%2B%C3%BC/").status == 404)
    #expect(await bench.call("GET", "/inventory_device_name/a%2/").status == 404)
    #expect(await bench.call("GET", "/inventory_device_serial/S%2F1/").status == 200)
    let serial = await bench.call(
      "POST", "/inventory_device_serial/",
      #"{"serial_number": "S2", "name": "two", "type": 1, "organization": 2, "ip_address": "192.0.2.1", "location": "Attic", "status": true}"#
    )
    #expect(serial.status == 201)
    #expect(serial.at("organization", "id") == "2")
    #expect(serial.at("ip_address") == "\"192.0.2.1\"")
    #expect(serial.at("location") == "\"Attic\"")
    #expect(serial.at("status") == "true")
    #expect(serial.at("last_status_change") == nil)
  }

  @Test func refusesWhatIsWrongWithAFieldMap() async throws {
    let bench = try Bench()
    let missing = await bench.call("POST", "/inventory_device/", "{}")
    #expect(missing.status == 400)
    #expect(missing.count("name") == 1)
    #expect(missing.count("type") == 1)
    let wrong = await bench.call("POST", "/inventory_device/", #"{"name": 3, "type": "x", "debug": 1}"#)
    #expect(wrong.count("name") == 1 && wrong.count("type") == 1 && wrong.count("debug") == 1)
    #expect(await bench.call("POST", "/inventory_device/", #"{"name": "n", "type": 99}"#).count("type") == 1)
    #expect(await bench.call("POST", "/inventory_device/", "[]").status == 400)
    #expect(await bench.call("POST", "/inventory_device/", "{").status == 400)
    #expect(await bench.call("POST", "/inventory_device/").status == 415)
    #expect(
      await bench.call("POST", "/inventory_device_serial/", #"{"name": "n", "type": 1}"#).count("organization") == 1)
    let name = try #require(try bench.device(1)[.name]?.string)
    let twice = await bench.call("POST", "/inventory_device/", "{\"name\": \"\(name)\", \"type\": 1}")
    #expect(twice.status == 409)
    #expect(twice.count("name") == 1)
    try bench.set("duplicate=400")
    #expect(await bench.call("POST", "/inventory_device/", "{\"name\": \"\(name)\", \"type\": 1}").status == 400)
    #expect(bench.simulation.snapshot().count == 60)
  }

  @Test func patchesAndRenames() async throws {
    let bench = try Bench()
    let before = try bench.device(4)
    let old = try #require(before[.name]?.string)
    let answer = await bench.call(
      "PATCH", "/inventory_device_name/\(old)/", #"{"name": "new", "customer_id": null, "id": 9, "unknown": {}}"#)
    #expect(answer.status == 200)
    #expect(answer.at("id") == "4")
    #expect(answer.at("customer_id") == "null")
    #expect(answer.at("username") == "\"cpe000004\"")
    #expect(await bench.call("GET", "/inventory_device_name/\(old)/").status == 404)
    #expect(await bench.call("GET", "/inventory_device_name/new/").status == 200)
    #expect(try bench.device(4)[.lastConfiguration] == before[.lastConfiguration])
    #expect(await bench.call("PATCH", "/inventory_device/4/", #"{"name": null}"#).count("name") == 1)
    try bench.set("id-write-answer=empty")
    let empty = await bench.call("PATCH", "/inventory_device/4/", #"{"debug": true}"#)
    #expect(empty.status == 200 && empty.body.isEmpty)
    #expect(try bench.device(4)[.debug] == .boolean(true))
  }

  @Test func putClearsWhatIsLeftOut() async throws {
    let bench = try Bench()
    let answer = await bench.call(
      "PUT", "/inventory_device_name/\(try bench.device(2)[.name]?.string ?? "")/",
      #"{"name": "p", "type": 1, "sync": true, "firmware_image": 12, "firmware_image_is_pending": true}"#)
    #expect(answer.status == 200)
    #expect(answer.at("username") == "null")
    #expect(answer.at("sync") == "true")
    #expect(answer.at("firmware_image_is_pending") == "true")
    #expect(answer.at("pending_settings") == "\"Sync requested, Firmware upgrade to image 12 pending\"")
    #expect(answer.at("last_configuration") == "\"2030-01-01T00:00:00Z\"")
    #expect(answer.at("last_change") == "\"2030-01-01T00:00:00Z\"")
    #expect(await bench.steer("POST", "device", #"{"device": {"id": 2}}"#).at("has_password") == "false")
    #expect(await bench.call("PUT", "/inventory_device/3/", #"{"name": "q"}"#).count("type") == 1)
    try bench.set("put-missing=keep")
    let kept = await bench.call(
      "PUT", "/inventory_device_name/\(try bench.device(3)[.name]?.string ?? "")/", #"{"name": "q", "type": 1}"#)
    #expect(kept.at("username") == "\"cpe000003\"")
  }

  @Test func putBySerial() async throws {
    let bench = try Bench()
    let serial = try #require(try bench.device(2)[.serialNumber]?.string)
    let path = "/inventory_device_serial/\(serial)/"
    let body = #"{"name": "p", "type": 1, "organization": 1, "firmware_version": "9.9"}"#
    let answer = await bench.call("PUT", path, body)
    #expect(answer.status == 200)
    #expect(answer.at("firmware_version") == "\"9.9\"")
    #expect(answer.at("created_at") == nil)
    try bench.set("put-serial=required")
    #expect(await bench.call("PUT", path, body).count("serial_number") == 1)
    let whole = "{\"serial_number\": \"\(serial)\"," + body.dropFirst()
    #expect(await bench.call("PUT", path, whole).status == 200)
    let status = await bench.call("PATCH", path, #"{"status": false}"#)
    #expect(status.at("status") == "false")
    #expect(status.at("last_status_change") == "\"2030-01-01T00:00:00Z\"")
  }

  @Test func deletes() async throws {
    let bench = try Bench()
    let answer = await bench.call("DELETE", "/inventory_device/7/")
    #expect(answer.status == 204 && answer.body.isEmpty)
    #expect(await bench.call("DELETE", "/inventory_device/7/").status == 404)
    #expect(await bench.call("GET", "/inventory_device/").at("count") == "59")
    try bench.set("delete-conflict=up")
    #expect(await bench.call("DELETE", "/inventory_device/1/").status == 409)
    try bench.set("delete-conflict=busy")
    await bench.call("PATCH", "/inventory_device/1/", #"{"reboot": true}"#)
    #expect(await bench.call("DELETE", "/inventory_device/1/").status == 409)
  }
}
