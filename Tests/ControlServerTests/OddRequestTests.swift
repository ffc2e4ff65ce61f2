internal import ControlServer
internal import GatewayCore
internal import Simulator
internal import TestSupport
internal import Testing

/// Requests that nobody should send: every one is answered, and the server goes on.
@Suite struct OddRequestTests {
  private static let values = [
    "", "0", "-1", "1", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "true", "x", "%00",
    "%ff",
    "%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9", "+", "%2B", "%", "2000-01-01", "2000-13-41", "9999-12-31T23:59:59Z",
    "txn_70001", "*", "*.*", "%2F",
  ]
  private static let bodies = [
    nil, "", "{}", "[]", "null", "{", "\"x\"", "{\"name\": {}}", "{\"type\": 1e9}",
    "{\"name\": \"n\", \"type\": 9223372036854775807}",
    "{\"firmware_image\": 9223372036854775807, \"firmware_image_is_pending\": true}",
    "{\"update_frequency\": 0}", "{\"status\": \"up\", \"password\": 5}", "{\"operation\": []}",
    "{\"id\": -1, \"serial_number\": \"\", \"operation\": \"set\", \"variables\": [{}]}",
    "{\"variable_name\": \"\", \"value\": {}}", "{\"seconds\": 1e300}", "{\"device\": {\"id\": -1}}",
    "{\"latitude\": \"x\", \"is_active\": null, \"location\": null}",
  ]

  @Test(arguments: 1...6) func everyOneIsAnswered(_ seed: UInt64) async throws {
    let bench = try Bench("siblings=on", "rich=on")
    var numbers = SeededNumbers(seed: seed)
    let segments = [
      "inventory_device", "inventory_device_name", "inventory_device_serial", "inventory_device_operation",
      "inventory_device_headless_operation", "inventory_device_serial_headless_operation", "inventory_device_variables",
      "inventory_device_serial_variables", "inventory_device_setting", "inventory_device_log", "inventory_type", "",
    ]
    let names = [
      "limit", "offset", "type", "status", "organization", "last_status_change_from", "parent_id", "id", "cursor",
      "parent__serial_number", "parameter__variable_name", "wildcard", "datetime__gte", "parameter_id", "pending",
      "%zz",
    ]
    let methods = ["GET", "GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", ""]
    for _ in 0..<400 {
      var target = "/" + (segments.randomElement(using: &numbers) ?? "") + "/"
      if Bool.random(using: &numbers) { target += (OddRequestTests.values.randomElement(using: &numbers) ?? "") + "/" }
      for separator in ["?", "&"] {
        let name = names.randomElement(using: &numbers) ?? ""
        target += separator + name + "=" + (OddRequestTests.values.randomElement(using: &numbers) ?? "")
      }
      let body = OddRequestTests.bodies.randomElement(using: &numbers) ?? nil
      let method = methods.randomElement(using: &numbers) ?? ""
      let answer = await bench.call(method, target, body)
      #expect([200, 201, 204, 400, 403, 404, 405, 409, 415].contains(answer.status), "\(method) \(target)")
      #expect(answer.status < 400 || answer.count() ?? 0 > 0, "\(method) \(target): \(answer.text)")
      if Int.random(in: 0..<20, using: &numbers) == 0 { bench.advance(100) }
    }
    for command in ["advance", "device", "reset", "fail", "token", "switch", "log"] {
      for body in OddRequestTests.bodies where body != "" && body != "{}" && body != nil {
        #expect(await bench.steer("POST", command, body).status >= 400)
      }
    }
    #expect(await bench.call("GET", "/inventory_type/1/").status == 200)
  }
}
