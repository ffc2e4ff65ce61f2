internal import ControlServer
internal import GatewayCore
internal import Simulator
internal import Testing

/// Faults, by switches and asked for one by one.
@Suite struct FaultTests {
  @Test(arguments: [
    ("usual", "{\"detail\":\"Not found.\"}"), ("detail", "{\"detail\":\"Not found.\"}"),
    ("error", "{\"error\":\"Not found.\"}"), ("message", "{\"message\":\"Not found.\"}"),
    ("non_field_errors", "{\"non_field_errors\":[\"Not found.\"]}"), ("list", "[\"Not found.\"]"),
    ("html", "<html><body><h1>404</h1><p>Not found.</p></body></html>"), ("text", "Not found."), ("empty", ""),
    ("broken", "{\"detail\": \"Not found."),
  ])
  func errorBodies(_ form: String, _ told: String) async throws {
    let bench = try Bench("error-body=\(form)")
    let answer = await bench.call("GET", "/inventory_device/0/")
    #expect(answer.status == 404)
    #expect(answer.text == told)
  }

  @Test func armedFaultsMeetTheirCalls() async throws {
    let bench = try Bench()
    let armed = await bench.steer(
      "POST", "fail",
      #"{"method": "PATCH", "template": "/inventory_device/{id}/", "status": 503, "times": 2, "retry_after": 7, "acted": true}"#
    )
    #expect(armed.count("armed") == 1)
    #expect(await bench.call("GET", "/inventory_device/1/").status == 200)
    let failed = await bench.call("PATCH", "/inventory_device/1/", #"{"description": "done"}"#)
    #expect(failed.status == 503 && failed.header("Retry-After") == "7")
    #expect(try bench.device(1)[.description] == .text("done"))
    _ = await bench.steer("POST", "fail", #"{"action": "close", "acted": false}"#)
    #expect(await bench.call("PATCH", "/inventory_device/1/", "{}").status == 503)
    let closed = await bench.call("PATCH", "/inventory_device/1/", #"{"description": "not done"}"#)
    #expect(closed.delivery == .close)
    #expect(try bench.device(1)[.description] == .text("done"))
    #expect(await bench.call("PATCH", "/inventory_device/1/", "{}").status == 200)
    _ = await bench.steer("POST", "fail", #"{"action": "cut"}"#)
    let cut = await bench.call("GET", "/inventory_device/1/")
    #expect(cut.delivery == .cut && cut.at("id") == "1")
    _ = await bench.steer("POST", "fail", #"{"action": "hang"}"#)
    _ = await bench.steer("DELETE", "fail")
    #expect(await bench.call("GET", "/inventory_device/1/").delivery == .whole)
    for wrong in [
      "{}", #"{"status": 200}"#, #"{"status": 500, "action": "cut"}"#, #"{"action": "whole"}"#, #"{"x": 1}"#,
    ] {
      #expect(await bench.steer("POST", "fail", wrong).status == 400)
    }
  }

  @Test func randomFaultsComeFromTheSeed() async throws {
    func statuses(_ seed: Int) async throws -> [Int] {
      let bench = try Bench("fail-500=0.2", "fail-429=0.2", "fault-seed=\(seed)")
      var statuses: [Int] = []
      for _ in 0..<100 { statuses.append(await bench.call("GET", "/inventory_device/1/").status) }
      return statuses
    }
    let first = try await statuses(1)
    #expect(try await statuses(1) == first)
    #expect(try await statuses(2) != first)
    #expect(Set(first) == [200, 429, 500])
    let bench = try Bench("fail-429=1", "retry-after=9")
    #expect(await bench.call("GET", "/inventory_device/1/").header("Retry-After") == "9")
    try bench.set("retry-after=0")
    #expect(await bench.call("GET", "/inventory_device/1/").header("Retry-After") == nil)
    try bench.set("fail-429=0", "fail-hang=1")
    #expect(await bench.call("GET", "/inventory_device/1/").delivery == .hang)
    try bench.set("fail-hang=0", "fail-close=1", "fault-acted=after")
    #expect(await bench.call("DELETE", "/inventory_device/1/").delivery == .close)
    #expect(bench.simulation.snapshot().count == 59)
    try bench.set("fault-acted=before")
    _ = await bench.call("DELETE", "/inventory_device/2/")
    #expect(bench.simulation.snapshot().count == 59)
    try bench.set("fail-close=0", "fail-cut=1")
    #expect(await bench.call("GET", "/inventory_device/3/").delivery == .cut)
  }

  @Test func latency() async throws {
    let bench = try Bench("latency=0.5", "update-status-latency=3")
    #expect(await bench.call("GET", "/inventory_device/1/").delay == 0.5)
    #expect(await bench.call("GET", "/inventory_device/1/?update_status=true").delay == 3.5)
  }

  @Test func rateLimit() async throws {
    let bench = try Bench("rate-limit=3")
    for _ in 0..<3 { #expect(await bench.call("GET", "/inventory_device/1/").status == 200) }
    let throttled = await bench.call("GET", "/inventory_device/1/")
    #expect(throttled.status == 429 && throttled.header("Retry-After") == "60")
    bench.advance(60)
    #expect(await bench.call("GET", "/inventory_device/1/").status == 200)
  }
}
