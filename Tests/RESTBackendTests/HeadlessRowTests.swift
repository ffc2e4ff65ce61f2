internal import GatewayCore
internal import Testing

@testable internal import RESTBackend

/// Rows 9.20 to 9.26 of control-api.md: work on parameters and objects.
@Suite struct HeadlessRowTests {
  static let collection = "/inventory_device_serial_headless_operation/"

  /// So many gets on the first device, which does them all.
  static func sendGets(_ bench: RESTBench, _ count: Int) async throws {
    let variable = Variable(path: try bench.writable())
    for _ in 0..<count {
      try await bench.send(OperationKinds(.get), on: 1, variables: [variable])
      bench.advance()
    }
  }

  @Test(arguments: ["array", "envelope", "object"]) func row9_20_listForms(_ form: String) async throws {
    let bench = try RESTBench("headless-list=\(form)")
    let variable = Variable(path: try bench.writable(), value: "north", type: .string)
    try await bench.send(OperationKinds(.set), on: 1, variables: [variable])
    let listed = try await bench.backend.transactions(TransactionQuery())
    #expect(listed.map(\.operation) == ["set"])
    #expect(listed.map(\.serialNumber) == [try bench.text(1, .serialNumber)])
    #expect(listed.map { $0.variables.map(\.path) } == [[variable.path]])
  }

  @Test(
    arguments: [
      ("none", "off", nil), ("integer", "off", "70001"), ("text", "off", "70001"), ("txn", "off", "txn_70001"),
      ("op", "off", "op_70001"), ("none", "on", "txn_70001"),
    ] as [(String, String, String?)])
  func row9_21_ids(_ form: String, _ location: String, _ expected: String?) async throws {
    let bench = try RESTBench("headless-id=\(form)", "headless-location=\(location)")
    let receipt = try await bench.send(
      OperationKinds(.get), on: 1, variables: [Variable(path: try bench.writable())])
    #expect(receipt.transaction == expected)
    var query = TransactionQuery()
    query.transaction = expected
    try bench.forget()
    #expect(try await bench.backend.transactions(query).count == 1)
    #expect(bench.sent == ["GET \(Self.collection)" + (expected.map { "?id=\($0)" } ?? "")])
  }

  @Test(arguments: ["new", "old"]) func row9_22_vocabulary(_ words: String) async throws {
    let bench = try RESTBench("headless-words=\(words)", "headless-status=on", "headless-id=txn")
    let variable = Variable(path: try bench.writable(), value: "north", type: .string)
    let receipt = try await bench.send(OperationKinds(.set), on: 1, variables: [variable])
    let serial = try bench.text(1, .serialNumber)
    let body = try #require(bench.bodies.last)
    #expect(
      body == #"{"serial_number":"\#(serial)","operation":"set","variables":[{"variable_name":"\#(variable.path)","#
        + #""value":"north","value_type":"string"}]}"#)
    let order = try bench.order(OperationKinds(.set), on: 1, variables: [variable])
    bench.advance()
    guard case .completed = try await bench.backend.outcome(of: order, receipt) else {
      throw GatewayError(.internal, "it was not found completed")
    }
    let listed = try #require(try await bench.backend.transactions(TransactionQuery()).first)
    #expect(listed.operation == "set")
    #expect(listed.serialNumber == serial)
    #expect(listed.variables == [variable])
  }

  @Test(arguments: ["404", "empty"], ["array", "envelope"])
  func row9_23_nothingFound(_ missing: String, _ form: String) async throws {
    let bench = try RESTBench("headless-missing=\(missing)", "headless-list=\(form)")
    #expect(try await bench.backend.transactions(TransactionQuery()).isEmpty)
    var query = TransactionQuery()
    query.transaction = "txn_70009"
    #expect(try await bench.backend.transactions(query).isEmpty)
    #expect(bench.sent.count == 2)
  }

  @Test(arguments: ["400", "422"]) func row9_24_refusals(_ refusal: String) async throws {
    let bench = try RESTBench("headless-refusal=\(refusal)", "log=on")
    let wrong = Variable(path: "", value: "a", type: .string)
    let error = try await RESTBackendTests.refusal {
      try await bench.send(OperationKinds(.set), on: 1, variables: [wrong])
    }
    #expect(error.kind == .rejected)
    #expect(error.httpStatus == Int(refusal))
    #expect(!error.isRetryable)
    #expect(bench.count("POST", Self.collection) == 1)
  }

  @Test(arguments: [OperationKind.get, .set, .addObject, .deleteObject])
  func row9_25_variablesAreAlwaysSent(_ kind: OperationKind) async throws {
    let bench = try RESTBench()
    let path = kind.isObjectWork ? "Device.NAT.PortMapping.1." : try bench.writable()
    let variable = Variable(path: path, value: kind == .set ? "a" : nil, type: .string)
    // What upstream makes of the path is not the question here.
    bench.upstream.answer(.post, status: 201)
    try await bench.send(OperationKinds(kind), on: 1, variables: [variable])
    let body = try #require(bench.bodies.last)
    #expect(body.contains(#""variables":[{"variable_name":"\#(path)""#))
    #expect(body.contains("value_type") == (kind == .set))
  }

  // MARK: 9.26

  @Test(
    arguments: [
      (["headless-values=on", "headless-status=on", "headless-id=txn"], "transaction"),
      (["headless-values=on"], "transaction"), (["variables=on"], "variables"),
      (["variables=on", "variable-item=nested", "headless-status=on"], "variables"),
      (["variables=on", "variable-item=name", "log=on"], "variables"), (["log=on"], "log"),
      (["log=on", "headless-status=on"], "log"),
    ] as [([String], String)])
  func row9_26_valuesWhereverTheyAppear(_ switches: [String], _ source: String) async throws {
    let bench = try RESTBench()
    for text in switches { try bench.set(text) }
    let path = try bench.writable()
    try bench.put("north-7", at: path, of: 1)
    let variable = Variable(path: path)
    let order = try bench.order(OperationKinds(.get), on: 1, variables: [variable])
    let receipt = try await bench.backend.send(order)
    bench.advance()
    guard case .completed(let values, _) = try await bench.backend.outcome(of: order, receipt) else {
      throw GatewayError(.internal, "no values were found")
    }
    #expect(values.map(\.path) == [path])
    #expect(values.map(\.value) == ["north-7"])
    if source != "log" { #expect("\(bench.backend.capabilities.headlessResults)" == source) }
  }

  @Test func row9_26_whereNothingTellsThemItIsSaid() async throws {
    let bench = try RESTBench("headless-status=on", "headless-id=txn")
    let variable = Variable(path: try bench.writable())
    let order = try bench.order(OperationKinds(.get), on: 1, variables: [variable])
    let receipt = try await bench.backend.send(order)
    bench.advance()
    guard case .failed(let error) = try await bench.backend.outcome(of: order, receipt) else {
      throw GatewayError(.internal, "it was not found failed")
    }
    #expect(error.kind == .unsupported)
    #expect("\(bench.backend.capabilities.headlessResults)" == "none")
    let refused = try await refusal { try await bench.backend.requireHeadlessResults(of: 1) }
    #expect(refused.kind == .unsupported)
  }

  /// A transaction that never says how it does is waited for, and not for ever.
  @Test func row9_26_silenceIsTimeBoxed() async throws {
    let bench = try RESTBench()
    let order = try bench.order(OperationKinds(.get), on: 1, variables: [Variable(path: try bench.writable())])
    let receipt = try await bench.backend.send(order)
    guard case .running(isListed: true) = try await bench.backend.outcome(of: order, receipt) else {
      throw GatewayError(.internal, "it was not found listed")
    }
    bench.wait(121)
    _ = try await bench.backend.outcome(of: order, receipt)
    #expect(try await refusal { try await bench.backend.requireHeadlessResults(of: 1) }.kind == .unsupported)
  }
}

extension OperationKind {
  fileprivate var isObjectWork: Bool { self == .addObject || self == .deleteObject }
}
