internal import ControlServer
internal import GatewayCore
internal import Testing

@testable internal import RESTBackend

/// Rows 9.13 and 9.27 to 9.34 of control-api.md: what is written, and what is made of its answers.
@Suite struct WritingRowTests {
  // MARK: 9.13

  @Test(arguments: ["409", "400"], ["usual", "html", "empty", "list", "detail", "broken"])
  func row9_13_duplicates(_ status: String, _ body: String) async throws {
    let bench = try RESTBench("duplicate=\(status)", "error-body=\(body)")
    let taken = try bench.text(4, .name)
    let error = try await refusal { try await bench.create(#"{"name":"\#(taken)","type":1}"#) }
    #expect(error.kind == .alreadyExists)
    #expect(error.httpStatus == Int(status))
    #expect(error.path == "/attributes/name")
    #expect(!error.isRetryable)
    let serial = try bench.text(4, .serialNumber)
    let renamed = try await refusal { try await bench.update(.id(3), #"{"serial_number":"\#(serial)"}"#) }
    #expect(renamed.kind == .alreadyExists)
    #expect(renamed.path == "/attributes/serial_number")
    #expect(bench.upstream.requests.count { $0.method == .post || $0.method == .patch } == 2)
  }

  @Test func row9_13_aRefusalOfSomethingElseIsNoDuplicate() async throws {
    let bench = try RESTBench("duplicate=400")
    let error = try await refusal { try await bench.create(#"{"name":"new","type":77}"#) }
    #expect(error.kind == .rejected)
    #expect(error.fields.map(\.name) == ["type"])
    #expect(bench.sent == ["POST /inventory_device/"])
  }

  // MARK: 9.27 to 9.29

  @Test func row9_27_bodiesAreTheObjectItself() async throws {
    let bench = try RESTBench()
    try await bench.create(#"{"name":"new","type":1}"#)
    try await bench.update(.id(3), #"{"description":"roof"}"#)
    try await bench.send(OperationKinds(.sync), on: 4)
    #expect(bench.bodies.count == 3)
    for body in bench.bodies { #expect(body.hasPrefix(#"{""#) && !body.contains(#""data""#)) }
    #expect(bench.bodies.last == #"{"operation":"sync"}"#)
    for request in bench.upstream.requests {
      let hasType = request.headers.contains { $0 == HeaderField("Content-Type", "application/json") }
      #expect(hasType == (request.body != nil))
    }
  }

  @Test(arguments: ["put-missing=null", "put-missing=keep"]) func row9_28_putIsAvoided(_ missing: String) async throws {
    let bench = try RESTBench(missing)
    let before = try bench.stored(3)
    try await bench.update(.id(3), #"{"description":"roof"}"#)
    #expect(bench.bodies == [#"{"description":"roof"}"#])
    #expect(bench.upstream.requests.map(\.method) == [.get, .patch])
    #expect(try bench.stored(3)[.username] == before[.username])
    // A replacement means the same whatever upstream does to members that are left out.
    try await bench.replace(.id(4), #"{"name":"renewed","type":1,"password":"s3cret-word"}"#)
    #expect(try bench.stored(4)[.username] == .null)
    #expect(try bench.stored(4)[.customerID] == .null)
  }

  @Test(arguments: ["record", "empty"]) func row9_29_answersToWrites(_ answer: String) async throws {
    let bench = try RESTBench("id-write-answer=\(answer)")
    let update = try await bench.update(.id(3), #"{"description":"a new roof"}"#)
    #expect(update.device[.description] == .text("a new roof"))
    #expect(update.device[.username] == (try bench.stored(3)[.username]))
    #expect(update.changed.map { "\($0)" } == ["description"])
    #expect(bench.upstream.requests.map(\.method) == (answer == "record" ? [.get, .patch] : [.get, .patch, .get]))
  }

  // MARK: 9.30, 9.31

  @Test(arguments: [("403", ErrorKind.forbidden), ("401", .unauthorized)])
  func row9_30_missingRights(_ status: String, _ kind: ErrorKind) async throws {
    var reader = ControlToken(ControlServer.usualToken)
    reader.rights = .read
    let bench = try RESTBench("refused-right=\(status)", tokens: [reader])
    let writing = try await refusal { try await bench.update(.id(3), #"{"description":"roof"}"#) }
    #expect(writing.kind == kind)
    #expect(writing.httpStatus == Int(status))
    #expect(!writing.isRetryable)
    let sending = try await refusal { try await bench.send(OperationKinds(.reboot), on: 3) }
    #expect(sending.kind == kind)
    #expect(bench.upstream.requests.map(\.method) == [.get, .patch, .put])
  }

  @Test(arguments: [("403", ErrorKind.forbidden), ("404", .notFound)])
  func row9_31_devicesOfOthers(_ status: String, _ kind: ErrorKind) async throws {
    var token = ControlToken(ControlServer.usualToken)
    token.organizations = [99]
    let bench = try RESTBench("foreign-device=\(status)", tokens: [token])
    for selector in try [DeviceSelector.id(3), bench.name(3), bench.serial(3)] {
      #expect(try await refusal { try await bench.get(selector) }.kind == kind)
      #expect(try await refusal { try await bench.update(selector, #"{"description":"roof"}"#) }.kind == kind)
      #expect(try await refusal { try await bench.backend.delete(selector) }.kind == kind)
    }
  }

  // MARK: 9.32

  @Test(arguments: ["id", "name", "serial"]) func row9_32_deleteConflicts(_ family: String) async throws {
    let bench = try RESTBench("delete-conflict=up")
    let up = try #require(try (1...60).first { try bench.stored($0)[.status] == .status(.up) })
    let selector =
      switch family {
      case "id": DeviceSelector.id(up)
      case "name": try bench.name(up)
      default: try bench.serial(up)
      }
    let error = try await refusal { try await bench.backend.delete(selector) }
    #expect(error.kind == .inUse)
    #expect(error.httpStatus == 409)
    #expect(bench.sent.count == 1)
  }

  @Test func row9_32_whatARepeatOfADeleteDoesNotFindIsGone() async throws {
    let bench = try RESTBench()
    try bench.fault(#""method":"DELETE","action":"close","acted":true"#)
    try await bench.backend.delete(.id(3))
    #expect(bench.sent == ["DELETE /inventory_device/3/", "DELETE /inventory_device/3/"])
    // Without a lost answer, a 404 is what it says.
    #expect(try await refusal { try await bench.backend.delete(.id(3)) }.kind == .notFound)
  }

  // MARK: 9.33, 9.34

  @Test(arguments: ["A", "B"]) func row9_33_statusIsNeverWritten(_ shape: String) async throws {
    let bench = try RESTBench("serial-shape=\(shape)")
    let whole = #"{"name":"renewed","type":1,"status":"up","status_change":"2030-01-01T00:00:00Z","address":"::1""#
    for (id, selector) in try [(3, DeviceSelector.id(3)), (4, bench.name(4)), (5, bench.serial(5))] {
      try await bench.update(selector, #"{"status":false,"description":"roof"}"#)
      try await bench.replace(selector, whole.replacing("renewed", with: try bench.text(id, .name)) + "}")
      try await bench.replace(.id(6), whole + #","password":"s3cret-word"}"#)
    }
    try await bench.create(whole.replacing("renewed", with: "new") + "}")
    #expect(bench.bodies.count == 10)
    #expect(bench.bodies.allSatisfy { !$0.contains("status") && !$0.contains("address") })
  }

  @Test(arguments: ["optional", "required"]) func row9_34_serialInAPut(_ put: String) async throws {
    let bench = try RESTBench("put-serial=\(put)", "serial-shape=A")
    let serial = try bench.text(3, .serialNumber)
    try await bench.replace(
      bench.serial(3), #"{"name":"renewed","type":1,"serial_number":"\#(serial)","password":"s3cret-word"}"#)
    #expect(bench.bodies[0].contains(#""serial_number":"#) == false)
    #expect(bench.upstream.requests.map(\.method) == (put == "optional" ? [.get, .put] : [.get, .put, .put]))
    if put == "required" { #expect(bench.bodies[1].contains(#""serial_number":"\#(serial)""#)) }
    #expect(try bench.text(3, .serialNumber) == serial)
    #expect(try bench.text(3, .name) == "renewed")
  }
}
