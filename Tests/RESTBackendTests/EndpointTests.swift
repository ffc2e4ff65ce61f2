internal import GatewayCore
internal import Testing

@testable internal import RESTBackend

/// Each of the 21 endpoints of the core pages is sent by the call that should send it, and once.
@Suite struct EndpointTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let method: String
    let template: String
    var switches = "serial-shape=B"
    var family = RESTSettings.Family.id
    /// All requests that the call makes, with `{…}` for keys; nil where only the endpoint itself is sent.
    var all: [String]?
    let call: @Sendable (RESTBench) async throws -> Void

    var testDescription: String { "\(method) \(template), \(switches)" }
  }

  private static let id = "/inventory_device/{id}/"
  private static let name = "/inventory_device_name/{name}/"
  private static let serial = "/inventory_device_serial/{serial_number}/"
  private static let path = Variable(path: "Device.DeviceInfo.ProvisioningCode", value: "a", type: .string)
  private static let renewal = #"{"name":"renewed","type":1,"password":"s3cret-word"}"#

  static let inventory: [Case] = [
    Case(method: "GET", template: "/inventory_device/") { _ = try await $0.list() },
    Case(method: "POST", template: "/inventory_device/") { try await $0.create(#"{"name":"new","type":1}"#) },
    Case(method: "GET", template: id) { try await $0.get(.id(3)) },
    Case(method: "PUT", template: id, all: ["GET \(id)", "PUT \(id)"]) {
      try await $0.replace(.id(3), renewal)
    },
    Case(method: "PATCH", template: id, all: ["GET \(id)", "PATCH \(id)"]) {
      try await $0.update(.id(3), #"{"description":"roof"}"#)
    },
    Case(method: "DELETE", template: id) { try await $0.backend.delete(.id(3)) },

    Case(method: "GET", template: "/inventory_device_name/", family: .name) { _ = try await $0.list() },
    Case(method: "POST", template: "/inventory_device_name/", family: .name) {
      try await $0.create(#"{"name":"new","type":1}"#)
    },
    Case(method: "GET", template: name) { try await $0.get($0.name(3)) },
    Case(method: "PUT", template: name, all: ["GET \(name)", "PUT \(name)"]) {
      try await $0.replace($0.name(3), renewal)
    },
    Case(method: "PATCH", template: name, all: ["GET \(name)", "PATCH \(name)"]) {
      try await $0.update($0.name(3), #"{"description":"roof"}"#)
    },
    Case(method: "DELETE", template: name) { try await $0.backend.delete($0.name(3)) },

    Case(
      method: "GET", template: "/inventory_device_serial/", switches: "serial-shape=A", family: .serial
    ) { _ = try await $0.list() },
    Case(
      method: "POST", template: "/inventory_device_serial/", family: .serial,
      all: ["POST /inventory_device_serial/", "GET \(name)"]
    ) { try await $0.create(#"{"name":"new","type":1,"serial_number":"NEW1","organization_id":1}"#) },
    Case(method: "GET", template: serial, switches: "serial-shape=A") { try await $0.get($0.serial(3)) },
    // Records of shape B tell no id: the name family has it.
    Case(method: "GET", template: serial, all: ["GET \(serial)", "GET \(name)"]) { try await $0.get($0.serial(3)) },
    Case(method: "PUT", template: serial, switches: "serial-shape=A", all: ["GET \(serial)", "PUT \(serial)"]) {
      let serial = try $0.text(3, .serialNumber)
      try await $0.replace(
        $0.serial(3), #"{"name":"renewed","type":1,"serial_number":"\#(serial)","password":"s3cret-word"}"#)
    },
    // A PUT of shape B could wipe what it has no words for.
    Case(method: "PUT", template: id, all: ["GET \(serial)", "GET \(name)", "PUT \(id)"]) {
      try await $0.replace($0.serial(3), renewal)
    },
    Case(method: "PATCH", template: serial, switches: "serial-shape=A", all: ["GET \(serial)", "PATCH \(serial)"]) {
      try await $0.update($0.serial(3), #"{"description":"roof"}"#)
    },
    // Its answer tells no id, nor the half of what was written.
    Case(
      method: "PATCH", template: serial, all: ["GET \(serial)", "GET \(name)", "PATCH \(serial)", "GET \(id)"]
    ) { try await $0.update($0.serial(3), #"{"description":"roof"}"#) },
    // What shape B has no word for goes by id.
    Case(method: "PATCH", template: id, all: ["GET \(serial)", "GET \(name)", "PATCH \(id)"]) {
      try await $0.update($0.serial(3), #"{"customer_id":"SUB-1"}"#)
    },
    Case(method: "DELETE", template: serial) { try await $0.backend.delete($0.serial(3)) },
  ]

  static let operations: [Case] = [
    Case(method: "PUT", template: "/inventory_device_name_operation/{name}/") {
      try await $0.send(OperationKinds(.sync), on: 3)
    },
    Case(method: "PATCH", template: id) {
      try await $0.send(OperationKinds(several: [.sync, .reconf]), on: 3)
    },
    Case(method: "PATCH", template: id) { try await $0.send(OperationKinds(.firmware), on: 3, image: 10) },
    Case(method: "POST", template: "/inventory_device_serial_headless_operation/", switches: "headless-status=on") {
      // Where nothing is known of them yet, the list is looked at before.
      $0.backend.siblings.transactionsTell(status: true)
      $0.backend.siblings.transactionsHaveIDs()
      try await $0.send(OperationKinds(.set), on: 3, variables: [path])
    },
    Case(
      method: "GET", template: "/inventory_device_serial_headless_operation/", switches: "headless-missing=empty"
    ) { _ = try await $0.backend.transactions(TransactionQuery()) },
  ]

  @Test(arguments: inventory + operations) func itIsSentOnce(_ example: Case) async throws {
    let bench = try RESTBench(example.switches) { $0.family = example.family }
    try await example.call(bench)
    #expect(bench.count(example.method, example.template) == 1)
    let all = example.all ?? ["\(example.method) \(example.template)"]
    for request in Set(all) {
      let parts = request.split(separator: " ").map(String.init)
      #expect(bench.count(parts[0], parts[1]) == all.count { $0 == request }, "\(request)")
    }
    #expect(bench.sent.count == all.count, "\(bench.sent)")
  }

  /// Shape A of the serial family has words for everything that the id family has.
  @Test func theSerialFamilyCreatesWhatItHasWordsFor() async throws {
    let bench = try RESTBench { $0.family = .serial }
    try await bench.create(#"{"name":"new","type":1,"serial_number":"NEW1","organization_id":1,"username":"cpe"}"#)
    #expect(bench.sent == ["POST /inventory_device/"])
  }

  /// protocol.md 9: without a password, a replacement is a PATCH of every writable member.
  @Test(arguments: ["id", "name", "serial"])
  func aReplacementWithoutPasswordIsAPatchOfEverything(_ family: String) async throws {
    let bench = try RESTBench("serial-shape=A")
    let serial = try bench.text(3, .serialNumber)
    let selector =
      switch family {
      case "id": DeviceSelector.id(3)
      case "name": try bench.name(3)
      default: try bench.serial(3)
      }
    try await bench.replace(selector, #"{"name":"renewed","type":1,"serial_number":"\#(serial)"}"#)
    #expect(bench.upstream.requests.map(\.method) == [.get, .patch])
    let body = try #require(bench.bodies.first)
    for field in DeviceField.allCases where field.writing == .sets {
      #expect(body.contains("\"\(field.name)\""), "\(field.name)")
    }
    #expect(!body.contains("password"))
    #expect(!body.contains("organization_id"))
  }

  @Test func aReplacementThatChangesTheSerialNumberDoesSo() async throws {
    let bench = try RESTBench("serial-shape=A")
    try await bench.replace(
      bench.serial(3), #"{"name":"renewed","type":1,"serial_number":"OTHER1","password":"s3cret-word"}"#)
    #expect(try bench.text(3, .serialNumber) == "OTHER1")
    #expect(bench.upstream.requests.map(\.method) == [.get, .put])
  }

  @Test func whatIsNotNamedStaysOrIsCleared() async throws {
    let bench = try RESTBench()
    let before = try bench.stored(3)
    try await bench.replace(.id(3), Self.renewal)
    let after = try bench.stored(3)
    #expect(after[.organizationID] == before[.organizationID])
    #expect(after[.isActive] == before[.isActive])
    #expect(after[.customerID] == .null)
    #expect(after[.username] == .null)
  }

  /// Records of shape B tell no id: each row costs one request the first time, and none after that.
  @Test func aListOfTheSerialFamilyLooksForIDsOnce() async throws {
    let bench = try RESTBench(devices: 20) { $0.family = .serial }
    #expect(try await bench.list().devices.map(\.id) == Array(1...20))
    #expect(bench.count("GET", "/inventory_device_serial/") == 1)
    #expect(bench.count("GET", "/inventory_device_name/{name}/") == 20)
    #expect(bench.sent.count == 21)
    try bench.forget()
    #expect(try await bench.list().devices.map(\.id) == Array(1...20))
    #expect(bench.sent.count == 1)
  }
}
