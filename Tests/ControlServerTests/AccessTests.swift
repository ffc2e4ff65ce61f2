internal import ControlServer
internal import GatewayCore
internal import Simulator
internal import Testing

/// Tokens, paths and methods.
@Suite struct AccessTests {
  @Test func tokens() async throws {
    let bench = try Bench()
    for token in [nil, "Bearer wrong", "control-sim", "Token control-sim", "bearer control-sim"] as [String?] {
      let answer = await bench.call("GET", "/inventory_device/1/", token: token)
      #expect(answer.status == 401)
      #expect(answer.at("detail") != nil)
      #expect(answer.header("WWW-Authenticate") == nil)
    }
    try bench.set("auth-scheme=bare", "www-authenticate=on")
    #expect(await bench.call("GET", "/inventory_device/1/", token: "control-sim").status == 200)
    #expect(await bench.call("GET", "/inventory_device/1/").header("WWW-Authenticate") == "Bearer")
    try bench.set("auth-scheme=token")
    #expect(await bench.call("GET", "/inventory_device/1/", token: "Token control-sim").status == 200)
    try bench.set("auth-scheme=any")
    #expect(await bench.call("GET", "/inventory_device/1/").status == 200)
    let open = try Bench(tokens: [])
    #expect(await open.call("GET", "/inventory_device/1/", token: nil).status == 200)
  }

  @Test func scopesAndRights() async throws {
    let bench = try Bench(tokens: [
      ControlToken("control-sim", organizations: [2]), ControlToken("reader", rights: .read),
      ControlToken("nobody", rights: .none),
    ])
    let own = (1...60).filter { (try? bench.device($0)[.organizationID]) == .integer(2) }
    let foreign = try #require((1...60).first { !own.contains($0) })
    let list = await bench.call("GET", "/inventory_device/?limit=100")
    #expect(list.at("count") == "\(own.count)")
    #expect(await bench.call("GET", "/inventory_device/?organization=1").status == 403)
    #expect(await bench.call("GET", "/inventory_device/?organization=2").status == 200)
    #expect(await bench.call("GET", "/inventory_device/\(own[0])/").status == 200)
    #expect(await bench.call("GET", "/inventory_device/\(foreign)/").status == 403)
    #expect(await bench.call("DELETE", "/inventory_device/\(foreign)/").status == 403)
    #expect(
      await bench.call("POST", "/inventory_device/", #"{"name": "n", "type": 1, "organization_id": 1}"#).status == 403)
    let made = await bench.call("POST", "/inventory_device/", #"{"name": "n", "type": 1}"#)
    #expect(made.at("organization_id") == "2")
    #expect(await bench.call("PATCH", "/inventory_device/\(own[0])/", #"{"organization_id": 1}"#).status == 403)
    try bench.set("foreign-device=404")
    #expect(await bench.call("GET", "/inventory_device/\(foreign)/").status == 404)
    #expect(await bench.call("GET", "/inventory_device/1/", token: "Bearer reader").status == 200)
    #expect(await bench.call("DELETE", "/inventory_device/1/", token: "Bearer reader").status == 403)
    #expect(await bench.call("GET", "/inventory_device/1/", token: "Bearer nobody").status == 403)
    try bench.set("refused-right=401")
    #expect(await bench.call("GET", "/inventory_device/1/", token: "Bearer nobody").status == 401)
  }

  @Test func slashes() async throws {
    let bench = try Bench()
    #expect(await bench.call("GET", "/inventory_device/1").status == 404)
    try bench.set("slashless=301")
    let moved = await bench.call("GET", "/inventory_device?limit=3")
    #expect(moved.status == 301)
    #expect(moved.header("Location") == "/api/v1/inventory_device/?limit=3")
    await bench.call("POST", "/inventory_device/", #"{"name": "a/b", "type": 1}"#)
    #expect(await bench.call("GET", "/inventory_device_name/a%2Fb/").status == 200)
    try bench.set("encoded-slash=off")
    #expect(await bench.call("GET", "/inventory_device_name/a%2Fb/").status == 404)
  }

  @Test func methodsAndTargets() async throws {
    let bench = try Bench()
    let wrong = await bench.call("PATCH", "/inventory_device/")
    #expect(wrong.status == 405)
    #expect(wrong.header("Allow") == "GET, POST")
    #expect(await bench.raw("GET", "http://sim.example/api/v1/inventory_device/1/").status == 200)
    #expect(await bench.call("GET", "/inventory_device/?limit=%zz").status == 400)
    #expect(await bench.raw("GET", "/").status == 404)
    #expect(await bench.raw("GET", "").status == 404)
  }

  @Test func namesAreExact() async throws {
    let bench = try Bench()
    let name = try bench.name(1)
    #expect(await bench.call("GET", "/inventory_device_name/\(name.uppercased())/").status == 404)
    // One letter, composed and not.
    await bench.call("POST", "/inventory_device/", "{\"name\": \"caf\u{e9}\", \"type\": 1}")
    #expect(await bench.call("GET", "/inventory_device_name/caf%C3%A9/").status == 200)
    #expect(await bench.call("GET", "/inventory_device_name/cafe%CC%81/").status == 404)
  }

  @Test func siblingsAreOffUntilSwitchedOn() async throws {
    let bench = try Bench()
    let paths = [
      "/inventory_device_variables/?parent_id=1", "/inventory_device_name_setting/?parent__name=x",
      "/inventory_device_log/", "/inventory_type/", "/inventory_device_headless_operation/",
    ]
    for path in paths { #expect(await bench.call("GET", path).at("detail") == "\"Not found.\"") }
    #expect(await bench.call("PUT", "/inventory_device_operation/1/", #"{"operation": "sync"}"#).status == 404)
    try bench.set("siblings=on", "headless-missing=empty")
    #expect(await bench.call("GET", paths[0]).status == 200)
    #expect(await bench.call("GET", paths[2]).status == 200)
    #expect(await bench.call("GET", paths[3]).count("results") == 6)
    #expect(await bench.call("GET", "/inventory_type/2/").at("short_name") == "\"fwa-cpe\"")
    #expect(await bench.call("GET", "/inventory_type/?name=gw").count("results") == 2)
    #expect(await bench.call("GET", paths[4]).text == "[]")
    #expect(await bench.call("PUT", "/inventory_device_operation/1/", #"{"operation": "sync"}"#).status == 200)
  }
}
