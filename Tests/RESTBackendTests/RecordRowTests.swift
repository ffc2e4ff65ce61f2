internal import GatewayCore
internal import JSON
internal import Testing

@testable internal import RESTBackend

/// Rows 9.1 to 9.9 and 9.19 of control-api.md: what records say, in all the ways they say it.
@Suite struct RecordRowTests {
  /// The device as a client would see it.
  private func text(_ device: any DeviceRecord) -> String {
    JSONText { writer in device.write(.all, to: &writer) }.string
  }

  @Test(arguments: ["serial-shape=A", "serial-shape=B"]) func row9_01_serialFamily(_ shape: String) async throws {
    let bench = try RESTBench(shape)
    let device = try await bench.get(bench.serial(3))
    let stored = try bench.stored(3)
    for field in [
      DeviceField.id, .uuid, .name, .status, .type, .organizationID, .address, .softwareVersion,
      .locationName, .hasPending, .serialNumber,
    ] {
      #expect(device[field] == stored[field], "\(field.name)")
    }
    for field in [DeviceField.statusChange, .created, .lastChange] {
      #expect(device[field]?.instant == stored[field]?.instant, "\(field.name)")
    }
  }

  @Test(arguments: ["Up", "up", "boolean", "digit"]) func row9_02_status(_ words: String) async throws {
    let bench = try RESTBench("status-words=\(words)")
    let all = try await bench.list { $0.limit = 1000 }.devices
    for status in [DeviceStatus.up, .down] {
      let expected = all.filter { $0[.status] == .status(status) }.map(\.id)
      try #require(!expected.isEmpty)
      try bench.forget()
      let found = try await bench.list(#"{"status":"\#(status.rawValue)"}"#) { $0.limit = 1000 }
      #expect(found.devices.map(\.id) == expected)
      #expect(bench.sent.allSatisfy { $0.contains(status == .up ? "status=1" : "status=0") })
    }
    for device in all { #expect(device[.status] == (try bench.stored(device.id)[.status])) }
  }

  @Test(arguments: ["null", "Down"], [RESTSettings.Family.id, .name, .serial])
  func row9_03_statusOfANewDevice(_ status: String, _ family: RESTSettings.Family) async throws {
    let bench = try RESTBench("new-status=\(status)") { $0.family = family }
    let made = try await bench.create(#"{"name":"new","type":1,"serial_number":"NEW1","organization_id":1}"#)
    #expect(made[.status] == .status(.unknown))
    #expect(try await bench.get(.id(made.id))[.status] == .status(.unknown))
    #expect(try await bench.get(.serialNumber(ExactString("NEW1")))[.status] == .status(.unknown))
  }

  @Test(arguments: ["new-active=off", "new-active=on"]) func row9_04_activityIsAlwaysSent(_ active: String) async throws
  {
    let bench = try RESTBench(active)
    #expect(try await bench.create(#"{"name":"a","type":1}"#)[.isActive] == .boolean(true))
    #expect(try await bench.create(#"{"name":"b","type":1,"is_active":false}"#)[.isActive] == .boolean(false))
    #expect(bench.bodies[0].contains(#""is_active":true"#))
    #expect(bench.bodies[1].contains(#""is_active":false"#))
  }

  @Test(arguments: ["page", "integer", "text", "object"], ["A", "B"])
  func row9_05_references(_ form: String, _ shape: String) async throws {
    let bench = try RESTBench("references=\(form)", "serial-shape=\(shape)")
    for selector in try [DeviceSelector.id(3), bench.name(3), bench.serial(3)] {
      let device = try await bench.get(selector)
      #expect(device[.type] == (try bench.stored(3)[.type]))
      #expect(device[.organizationID] == (try bench.stored(3)[.organizationID]))
    }
    try await bench.update(.id(3), #"{"type":2,"organization_id":2}"#)
    #expect(bench.bodies == [#"{"type":2,"organization_id":2}"#])
    try await bench.update(bench.serial(3), #"{"type":1}"#)
    #expect(bench.bodies.last == #"{"type":1}"#)
  }

  @Test(arguments: ["A", "B"]) func row9_06_tenant(_ shape: String) async throws {
    let bench = try RESTBench("serial-shape=\(shape)")
    try await bench.update(bench.serial(3), #"{"organization_id":4}"#)
    #expect(bench.bodies == [shape == "A" ? #"{"organization_id":4}"# : #"{"organization":4}"#])
    #expect(try bench.stored(3)[.organizationID] == .integer(4))
    #expect(try await bench.get(bench.serial(3))[.organizationID] == .integer(4))
    try bench.forget()
    #expect(try await bench.list(#"{"organization_id":4}"#).devices.map(\.id).contains(3))
    #expect(bench.sent.allSatisfy { $0.contains("&organization=4") || $0.contains("?organization=4") })
  }

  @Test(arguments: ["on", "off"]) func row9_07_passwordIsNeverTold(_ echo: String) async throws {
    let bench = try RESTBench("password-echo=\(echo)") { $0.family = .name }
    let made = try await bench.create(#"{"name":"new","type":1,"password":"s3cret-word"}"#)
    #expect(bench.bodies[0].contains("s3cret-word"))
    #expect(!text(made).contains("s3cret-word"))
    #expect(!text(made).contains("password"))
  }

  @Test func row9_07_nestedPasswordsAreStrippedToo() async throws {
    let bench = try RESTBench()
    bench.upstream.answer(
      .get, "/",
      #"{"id":3,"name":"x","credentials":{"Password":"s3cret-word","user":"u"},"cwmp_password":"s3cret-word"}"#)
    let device = try await bench.get(.id(3))
    #expect(!text(device).contains("s3cret-word"))
    #expect(text(device).contains(#""user":"u""#))
  }

  @Test(arguments: ["prose", "tokens", "states", "boolean"], ["None", "null", "empty", "absent"])
  func row9_08_pending(_ style: String, _ empty: String) async throws {
    let bench = try RESTBench("pending-style=\(style)", "empty-pending=\(empty)", "pending=asked")
    let asked: (inout ReadPolicy) -> Void = { $0.includePending = true }
    let quiet = try await bench.get(.id(3), asked)
    #expect(quiet[.hasPending] != .boolean(true))
    if empty != "absent" {
      #expect(quiet[.hasPending] == .boolean(false))
      #expect(quiet[.pendingSettings] == .texts([]))
    }
    try await bench.send(OperationKinds(several: [.sync, .reconf]), on: 3)
    for selector in try [DeviceSelector.id(3), bench.name(3), bench.serial(3)] {
      #expect(try await bench.get(selector, asked)[.hasPending] == .boolean(true))
    }
    let busy = try await bench.get(.id(3), asked)
    guard style != "boolean" else {
      #expect(busy[.pendingSettings] == .null)
      return
    }
    guard case .texts(let texts) = busy[.pendingSettings] else { throw GatewayError(.internal, "no texts") }
    #expect(texts.count == 2)
    #expect(texts.allSatisfy { !$0.text.hasPrefix(" ") && !$0.text.contains(",") })
  }

  @Test(arguments: ["id", "text"]) func row9_09_location(_ form: String) async throws {
    let bench = try RESTBench("location=\(form)")
    let stored = try bench.stored(3)
    let device = try await bench.get(.id(3))
    #expect(device[.locationName] == stored[.locationName])
    #expect(device[.location] == (form == "id" ? stored[.location] : nil))
  }

  @Test func row9_09_nothingIsInferredOfAnother() async throws {
    let bench = try RESTBench()
    let made = try await bench.create(#"{"name":"new","type":1,"location":2}"#)
    #expect(made[.locationName] == .null)
    #expect(bench.bodies == [#"{"name":"new","type":1,"location":2,"is_active":true}"#])
  }

  @Test(arguments: ["page", "all", "none"]) func row9_19_flagsThatAreNotToldAreNotFalse(_ shown: String) async throws {
    let bench = try RESTBench("flags=\(shown)")
    let byID = try await bench.get(.id(3))
    let byName = try await bench.get(bench.name(3))
    for flag in [DeviceField.reboot, .factory, .deviceFactory, .sync, .reconf] {
      #expect(byID[flag] == (shown == "all" ? .boolean(false) : nil))
      #expect(byName[flag] == (shown == "none" ? nil : .boolean(false)))
    }
    let observed = try await bench.backend.observe(3, .baseline)
    #expect(observed.flags.filter { $0.key != .firmware }.count == (shown == "all" ? 5 : 0))
  }
}
