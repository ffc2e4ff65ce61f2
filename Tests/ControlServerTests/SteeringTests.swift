internal import ControlServer
internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// The calls under `/_sim/`, the access log and the OpenAPI document.
@Suite struct SteeringTests {
  @Test func timeAndSwitches() async throws {
    let bench = try Bench()
    #expect(await bench.steer("POST", "advance", #"{"seconds": 90.5}"#).at("now") == "\"2030-01-01T00:01:30.500Z\"")
    #expect(await bench.steer("GET", "now").at("now") == "\"2030-01-01T00:01:30.500Z\"")
    let set = await bench.steer("POST", "switch", #"{"conflict": "422", "page-size": 5, "log": true}"#)
    #expect(set.at("conflict") == "\"422\"" && set.at("page-size") == "\"5\"" && set.at("log") == "\"on\"")
    #expect(await bench.call("GET", "/inventory_device/").count("results") == 5)
    let wrong = await bench.steer("POST", "switch", #"{"page-size": 6, "conflict": "1"}"#)
    #expect(wrong.status == 400 && wrong.at("detail") == "\"conflict takes 409|422, found something else\"")
    #expect(await bench.steer("GET", "switches").at("page-size") == "\"5\"")
    #expect(await bench.steer("POST", "nothing").status == 404)
    #expect(await bench.steer("PUT", "switch").status == 405)
    #expect(await bench.steer("POST", "advance", #"{"seconds": "x"}"#).status == 400)
    #expect(await bench.steer("POST", "advance", "{").status == 400)
  }

  @Test func devicesAndReset() async throws {
    let bench = try Bench()
    let path = try bench.writable(1)
    let set = await bench.steer(
      "POST", "device",
      "{\"device\": {\"id\": 1}, \"reachable\": false, \"status\": \"down\", \"attributes\": {\"address\": \"192.0.2.9\"}, \"parameters\": {\"\(path)\": \"p\"}}"
    )
    #expect(set.at("device", "address") == "\"192.0.2.9\"" && set.at("has_password") == "true")
    #expect(await bench.call("GET", "/inventory_device/1/").at("status") == "\"Down\"")
    #expect(bench.simulation.parameters(of: 1)?[ExactString(path)]?.value == "p")
    for wrong in ["{}", #"{"device": {"id": 999}}"#, #"{"device": {"id": 1}, "attributes": {"id": 2}}"#, #"{"x": 1}"#] {
      #expect(await bench.steer("POST", "device", wrong).status == 400)
    }
    try bench.set("conflict=422")
    #expect(await bench.steer("POST", "reset", #"{"devices": 5}"#).at("devices") == "5")
    #expect(await bench.call("GET", "/inventory_device/1/").at("status") == "\"Up\"")
    #expect(await bench.steer("GET", "switches").at("conflict") == "\"422\"")
    _ = await bench.steer("POST", "reset", #"{"switches": true, "seed": 2}"#)
    #expect(await bench.steer("GET", "switches").at("conflict") == "\"409\"")
  }

  @Test func theAccessLogCounts() async throws {
    let bench = try Bench()
    await bench.call("GET", "/inventory_device/1/?pending=true")
    await bench.call("GET", "/inventory_device/2/")
    await bench.call("GET", "/inventory_device_name/a%2Fb/")
    await bench.call("POST", "/inventory_device/", #"{"password": "geheim"}"#, token: "Bearer secret")
    await bench.call("GET", "/nowhere")
    _ = await bench.steer("POST", "fail", #"{"action": "hang"}"#)
    await bench.call("GET", "/inventory_device/2/")
    let log = await bench.steer("GET", "log?since=1")
    #expect(log.at("last") == "6" && log.count("entries") == 5)
    #expect(log.at("entries", "0", "sequence") == "2")
    #expect(log.at("entries", "1", "target") == "\"/api/v1/inventory_device_name/a%2Fb/\"")
    #expect(log.at("entries", "1", "template") == "\"/inventory_device_name/{name}/\"")
    #expect(log.at("entries", "2", "status") == "401")
    #expect(log.at("entries", "3", "template") == "\"-\"")
    #expect(log.at("entries", "4", "status") == "0")
    #expect(!log.text.contains("secret") && !log.text.contains("geheim"))
    #expect(bench.server.requestCount("GET", "/inventory_device/{id}/") == 3)
    #expect(await bench.steer("DELETE", "log").status == 204)
    #expect(bench.server.requestCount("GET", "/inventory_device/{id}/") == 0)
    await bench.call("GET", "/inventory_device/2/")
    #expect(await bench.steer("GET", "log").at("entries", "0", "sequence") == "7")
  }

  @Test func tokensComeAndGo() async throws {
    let bench = try Bench()
    let body = #"{"text": "t", "organizations": [2], "rights": "read"}"#
    #expect(await bench.steer("POST", "token", body).status == 204)
    #expect(await bench.call("GET", "/inventory_device/?organization=1", token: "Bearer t").status == 403)
    #expect(await bench.steer("DELETE", "token", #"{"text": "control-sim"}"#).status == 204)
    #expect(await bench.call("GET", "/inventory_device/1/").status == 401)
    #expect(await bench.steer("DELETE", "token", #"{"text": "t"}"#).status == 400)
  }

  @Test func theDocumentTellsEveryRoute() async throws {
    let bench = try Bench("siblings=on")
    let document = await bench.raw("GET", "/api/v1/openapi.json", token: nil)
    #expect(document.status == 200 && document.at("openapi") == "\"3.1.0\"")
    #expect(document.count("paths") == 28)
    let core = ["inventory_device", "inventory_device_name", "inventory_device_serial"]
    for family in core {
      #expect(document.at("paths", "/\(family)/", "get") != nil && document.at("paths", "/\(family)/", "post") != nil)
    }
    let keyed = try #require(document.at("paths", "/inventory_device_name/{name}/"))
    for method in ["get", "put", "patch", "delete"] { #expect(keyed.contains("\"\(method)\":{")) }
    #expect(document.at("paths", "/inventory_device_name_operation/{name}/", "put") != nil)
    #expect(document.at("paths", "/inventory_device_serial_headless_operation/", "post") != nil)
    #expect(await bench.raw("POST", "/api/v1/openapi.json", token: nil).status == 405)
  }
}
