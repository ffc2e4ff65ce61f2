internal import ControlServer
internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// Headless operations and where their results appear.
@Suite struct HeadlessTests {
  private static let path = "/inventory_device_serial_headless_operation/"

  private func post(_ bench: Bench, _ operation: String, _ variable: String, device: Int = 1) async throws
    -> ControlAnswer
  {
    await bench.call(
      "POST", HeadlessTests.path,
      "{\"serial_number\": \"\(try bench.serial(device))\", \"operation\": \"\(operation)\", \"variables\": [\(variable)]}"
    )
  }

  private func name(_ path: String) -> String { "{\"variable_name\": \"\(path)\"}" }

  @Test func theNewestPagesTellNothing() async throws {
    let bench = try Bench()
    let nothing = await bench.call("GET", HeadlessTests.path)
    #expect(nothing.status == 404)
    let path = try bench.writable(1)
    let taken = try await post(bench, "get", name(path))
    #expect(taken.status == 201)
    #expect(
      taken.text
        == "{\"serial_number\":\"\(try bench.serial(1))\",\"operation\":\"get\",\"variables\":[{\"variable_name\":\"\(path)\"}]}"
    )
    bench.advance(5)
    let list = await bench.call("GET", HeadlessTests.path)
    #expect(list.text == "[\(taken.text)]")
    #expect(await bench.call("GET", HeadlessTests.path + "?id=txn_1").status == 404)
    try bench.set("headless-missing=empty")
    #expect(await bench.call("GET", HeadlessTests.path + "?id=1").text == "[]")
  }

  @Test func richAnswersTellAll() async throws {
    let bench = try Bench("rich=on")
    let path = try bench.writable(1)
    let set = try await post(
      bench, "set", "{\"variable_name\": \"\(path)\", \"value\": \"abc\", \"value_type\": \"string\"}")
    #expect(set.at("id") == "\"txn_70001\"" && set.at("status") == "\"scheduled\"")
    #expect(set.header("Location") == "/api/v1\(HeadlessTests.path)?id=txn_70001")
    let get = try await post(bench, "get", name(path))
    let add = try await post(bench, "add.obj", name("Device.Bridging.Nothing."))
    #expect(get.at("id") == "\"txn_70002\"" && add.status == 201)
    bench.advance(10)
    let read = await bench.call("GET", HeadlessTests.path + "?id=txn_70002")
    #expect(read.at("0", "status") == "\"completed\"")
    #expect(read.at("0", "variables", "0", "value") == "\"abc\"")
    #expect(read.at("0", "variables", "0", "value_type") == "\"string\"")
    let failed = await bench.call("GET", HeadlessTests.path + "?id=txn_70003")
    #expect(failed.at("0", "status") == "\"failed\"" && failed.at("0", "error_code") == "9005")
    try bench.set("headless-failed=error")
    #expect(await bench.call("GET", HeadlessTests.path + "?id=70003").at("0", "status") == "\"error\"")
  }

  @Test func newRowsAndDeletedOnes() async throws {
    let bench = try Bench("rich=on")
    let number = try #require(
      (1...60).first { number in
        bench.simulation.parameters(of: number)?[.init("Device.NAT.PortMapping")] != nil
          && (try? bench.device(number)[.status]) == .status(.up)
      })
    let table = "Device.NAT.PortMapping."
    _ = try await post(bench, "add.obj", name(table), device: number)
    bench.advance(5)
    let added = await bench.call("GET", HeadlessTests.path + "?id=txn_70001")
    let instance = try #require(added.at("0", "variables", "0", "value")).replacing("\"", with: "")
    let row = ExactString("Device.NAT.PortMapping.\(instance)")
    #expect(bench.simulation.parameters(of: number)?[row] != nil)
    try bench.set("headless-instance=member")
    let member = await bench.call("GET", HeadlessTests.path + "?id=txn_70001")
    #expect(member.at("0", "instance_number") == "\"\(instance)\"")
    _ = try await post(bench, "del.obj", name("\(table)\(instance)."), device: number)
    bench.advance(5)
    #expect(bench.simulation.parameters(of: number)?[row] == nil)
  }

  @Test(arguments: [
    ("integer", "70001"), ("text", "\"70001\""), ("txn", "\"txn_70001\""), ("op", "\"op_70001\""),
  ])
  func ids(_ form: String, _ told: String) async throws {
    let bench = try Bench("headless-id=\(form)")
    let taken = try await post(bench, "get", name("Device."))
    #expect(taken.at("id") == told)
    let wanted = told.replacing("\"", with: "")
    #expect(await bench.call("GET", HeadlessTests.path + "?id=\(wanted)").at("0", "id") == told)
  }

  @Test func shapesOfTheList() async throws {
    let bench = try Bench("headless-list=envelope")
    _ = try await post(bench, "get", name("Device."))
    #expect(await bench.call("GET", HeadlessTests.path).at("count") == "1")
    try bench.set("headless-list=object")
    #expect(await bench.call("GET", HeadlessTests.path).at("operation") == "\"get\"")
    _ = try await post(bench, "get", name("InternetGatewayDevice."), device: 2)
    #expect(await bench.call("GET", HeadlessTests.path).at("0", "serial_number") == "\"\(try bench.serial(2))\"")
  }

  @Test func theOlderVocabulary() async throws {
    let bench = try Bench("headless-words=old", "headless-status=on", "headless-id=op")
    let body =
      "{\"device_serial\": \"\(try bench.serial(1))\", \"operation_type\": \"get\", \"parameters\": [{\"name\": \"Device.\"}]}"
    let taken = await bench.call("POST", HeadlessTests.path, body)
    #expect(taken.status == 201)
    #expect(taken.at("operation_type") == "\"get\"" && taken.at("parameters", "0", "name") == "\"Device.\"")
    #expect(taken.at("device_serial") == "\"\(try bench.serial(1))\"" && taken.at("progress") == "0")
    #expect(taken.at("operation") == nil && taken.at("variables") == nil)
  }

  @Test func refusals() async throws {
    let bench = try Bench()
    let serial = try bench.serial(1)
    let wrong = [
      "{}", "{\"serial_number\": \"\(serial)\"}", "{\"serial_number\": \"\(serial)\", \"operation\": \"get\"}",
      "{\"serial_number\": \"\(serial)\", \"operation\": \"get\", \"variables\": []}",
      "{\"serial_number\": \"\(serial)\", \"operation\": \"jump\", \"variables\": [{\"variable_name\": \"a\"}]}",
      "{\"serial_number\": \"\(serial)\", \"operation\": \"set\", \"variables\": [{\"variable_name\": \"a\"}]}",
      "{\"serial_number\": \"\(serial)\", \"operation\": \"set\", \"variables\": [{\"variable_name\": \"a\", \"value\": 1, \"value_type\": \"integer\"}]}",
      "{\"serial_number\": \"\(serial)\", \"operation\": \"set\", \"variables\": [{\"variable_name\": \"a\", \"value\": \"1\", \"value_type\": \"int\"}]}",
    ]
    for body in wrong { #expect(await bench.call("POST", HeadlessTests.path, body).status == 400) }
    try bench.set("headless-refusal=422")
    for body in wrong { #expect(await bench.call("POST", HeadlessTests.path, body).status == 422) }
    let unknown = wrong[3].replacing(serial, with: "x").replacing("[]", with: "[{\"variable_name\": \"a\"}]")
    #expect(await bench.call("POST", HeadlessTests.path, unknown).status == 404)
    #expect(bench.simulation.allTransactions().isEmpty)
  }

  @Test func aDeviceThatIsNotThere() async throws {
    let bench = try Bench("headless-offline=409", "headless-status=on", "headless-values=on")
    try bench.reach(1, false)
    #expect(try await post(bench, "get", name("Device.")).status == 409)
    try bench.set("headless-offline=422")
    #expect(try await post(bench, "get", name("Device.")).status == 422)
    try bench.set("headless-offline=queue")
    #expect(try await post(bench, "get", name(try bench.writable(1))).status == 201)
    #expect(try await post(bench, "get", name(try bench.writable(1))).status == 201)
    bench.advance(4000)
    #expect(await bench.call("GET", HeadlessTests.path).at("0", "status") == "\"pending\"")
    try bench.reach(1, true)
    bench.advance(1000)
    let done = await bench.call("GET", HeadlessTests.path)
    #expect(done.at("0", "status") == "\"completed\"" && done.at("1", "status") == "\"completed\"")
  }

  @Test func siblingsByIdAndName() async throws {
    let bench = try Bench("headless-siblings=on")
    let byID = "/inventory_device_headless_operation/"
    let rest = "\"operation\": \"get\", \"variables\": [{\"variable_name\": \"Device.\"}]}"
    #expect(await bench.call("POST", byID, "{\"id\": 1, \(rest)").status == 201)
    #expect(await bench.call("POST", byID, "{\"device_id\": 1, \(rest)").count("id") == 1)
    try bench.set("headless-target=prefixed")
    #expect(await bench.call("POST", byID, "{\"device_id\": 1, \(rest)").status == 201)
    #expect(await bench.call("POST", byID, "{\"id\": 1, \(rest)").status == 400)
    let byName = "/inventory_device_name_headless_operation/"
    try bench.set("headless-target=any")
    let name = try bench.name(1)
    #expect(await bench.call("POST", byName, "{\"name\": \"\(name)\", \(rest)").status == 201)
    #expect(await bench.call("POST", byName, "{\"device_name\": \"\(name)\", \(rest)").status == 201)
    #expect(await bench.call("GET", byName).at("0", "name") == "\"\(name)\"")
  }

  @Test func transactionsTakeTheirTime() async throws {
    let bench = try Bench("headless-delay=60", "headless-status=on")
    _ = try await post(bench, "get", name(try bench.writable(1)))
    bench.advance(30)
    #expect(await bench.call("GET", HeadlessTests.path).at("0", "status") == "\"in_progress\"")
    bench.advance(40)
    #expect(await bench.call("GET", HeadlessTests.path).at("0", "status") == "\"completed\"")
  }
}
