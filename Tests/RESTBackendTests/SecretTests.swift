internal import GatewayCore
internal import JSON
internal import Testing

@testable internal import RESTBackend

/// The token goes out in its header and a password in the body of its write, and both are nowhere else.
@Suite struct SecretTests {
  private static let password = #"s3cret "wörd\"#
  private static let written = #"s3cret \"wörd\\"#
  private static let token = "control-sim"

  /// Everything an error tells.
  private func told(_ error: GatewayError) -> String {
    JSONText { writer in
      writer.beginObject()
      writer.member("message")
      writer.string(error.message)
      error.writeData(to: &writer)
      writer.endObject()
    }.string
  }

  private func told(_ device: any DeviceRecord) -> String {
    JSONText { writer in device.write(.all, to: &writer) }.string
  }

  private func isClean(_ text: String) -> Bool {
    !text.contains("s3cret") && !text.contains("wörd") && !text.contains(Self.token)
  }

  @Test func aPasswordGoesOutInTheBodyOnly() async throws {
    let bench = try RESTBench("password-echo=on") { $0.family = .name }
    let members = #""name":"new","type":1,"password":"\#(Self.written)""#
    let made = try await bench.create("{\(members)}")
    let updated = try await bench.update(.id(3), #"{"password":"\#(Self.written)"}"#)
    let replaced = try await bench.replace(.id(made.id), "{\(members)}")
    #expect(updated.changed.map { "\($0)" } == ["password"])
    #expect(bench.bodies.count == 3)
    #expect(bench.bodies.allSatisfy { $0.contains(#""password":"\#(Self.written)""#) })
    for device in [made, updated.device, replaced.device] { #expect(isClean(told(device))) }
    for request in bench.upstream.requests {
      #expect(isClean(request.target))
      #expect(request.headers.allSatisfy { $0.name == "Authorization" || isClean($0.value) })
      #expect(request.headers.first { $0.name == "Authorization" }?.value == "Bearer \(Self.token)")
      #expect(!String(decoding: request.body ?? [], as: UTF8.self).contains(Self.token))
    }
  }

  /// What an upstream, or something on the way to it, may say with everything it was sent in it.
  static let echoes: [String] = [
    #"{"detail":"no: \#(written) with Bearer \#(token)"}"#,
    #"{"password":["\#(written) is too short"],"name":["\#(token)"]}"#,
    #"{"non_field_errors":["\#(written)","\#(token)"]}"#, #"<p>password=\#(password)&token=\#(token)</p>"#,
    #"["\#(written)","\#(token)"]"#, #"{"detail":"\#(written)"#,
    // The end of what is kept lies within the secret.
    String(repeating: "x", count: 2044) + password, String(repeating: "x", count: 2044) + token,
    String(repeating: "ü", count: 1020) + password + token,
    #"{"detail":"\#(String(repeating: "x", count: 2040))\#(written)"}"#,
  ]

  @Test(arguments: echoes, [400, 401, 403, 404, 409, 429, 500, 302])
  func anEchoIsCleaned(_ echo: String, _ status: Int) async throws {
    let bench = try RESTBench()
    bench.upstream.answer(.post, status: status, echo)
    let creating = try await refusal {
      try await bench.create(#"{"name":"new","type":1,"password":"\#(Self.written)"}"#)
    }
    #expect(isClean(told(creating)))
    #expect((creating.detail ?? "").utf8.count <= 2048)
    bench.upstream.answer(.patch, times: 4, status: status, echo)
    let updating = try await refusal { try await bench.update(.id(3), #"{"password":"\#(Self.written)"}"#) }
    #expect(isClean(told(updating)))
    let reading = try RESTBench()
    reading.upstream.answer(times: 4, status: status, #"{"detail":"\#(Self.token)"}"#)
    #expect(isClean(told(try await refusal { try await reading.get(.id(3)) })))
  }

  @Test func anEchoInARecordIsLeftOut() async throws {
    let bench = try RESTBench()
    bench.upstream.script(.patch) { _ in
      .answer(
        TransportResponse(
          status: 200,
          body: Array(
            #"{"id":3,"name":"x","password":"\#(Self.written)","extra":[{"PASSWORD":"\#(Self.written)"}],"has_password":true}"#
              .utf8)))
    }
    let device = try await bench.update(.id(3), #"{"password":"\#(Self.written)"}"#).device
    #expect(isClean(told(device)))
    #expect(told(device).contains(#""has_password":true"#))
  }

  @Test func whatATransportSaysIsCleanedToo() async throws {
    let bench = try RESTBench()
    try await bench.get(.id(3))
    for hasArrived in [true, false] {
      bench.upstream.fail(times: 4, hasArrived: hasArrived, .other, "child said: Authorization: Bearer \(Self.token)")
      #expect(isClean(told(try await refusal { try await bench.get(.id(3)) })))
    }
  }

  @Test func aShortAndAnEmptyPasswordHarmNothing() async throws {
    let bench = try RESTBench()
    bench.upstream.answer(.patch, status: 400, #"{"detail":"bad request"}"#)
    let error = try await refusal { try await bench.update(.id(3), #"{"password":""}"#) }
    #expect(error.detail == "bad request")
    try await bench.update(.id(3), #"{"password":null}"#)
    #expect(bench.bodies.last == #"{"password":null}"#)
  }

  /// Values of hidden parameters are as secret as passwords, whether published models or a vendor's hide them; those of
  /// others help to see what went wrong.
  @Test(
    arguments: [
      ("Device.WiFi.AccessPoint.1.Security.KeyPassphrase", false, true),
      ("Device.X_ACME_Lamp.Key", true, true), ("Device.X_ACME_Lamp.Key", false, false),
    ])
  func hiddenValuesAreNotRepeated(_ path: String, _ isHiddenByVendor: Bool, _ isSecret: Bool) async throws {
    let bench = try RESTBench("headless-status=on", "log=on")
    var variable = Variable(path: path, value: "s3cret-word", type: .string)
    variable.isHidden = isHiddenByVendor
    let collection = "/inventory_device_serial_headless"
    bench.upstream.answer(.post, status: 400, #"{"detail":"s3cret-word is no value"}"#)
    let order = try bench.order(OperationKinds(.set), on: 1, variables: [variable])
    let refused = try await refusal { try await bench.backend.send(order) }
    #expect(isClean(told(refused)) == isSecret)
    bench.upstream.answer(.post, status: 201, #"{"status":"queued s3cret-word"}"#)
    let receipt = try await bench.backend.send(order)
    #expect(receipt.statusText?.contains("s3cret-word") == !isSecret)
    let serial = try bench.text(1, .serialNumber)
    bench.upstream.answer(
      .get, collection,
      #"[{"serial_number":"\#(serial)","operation":"set","variables":[{"variable_name":"\#(variable.path)"}],"#
        + #""status":"failed","error_message":"s3cret-word is no value"}]"#)
    guard case .failed(let error) = try await bench.backend.outcome(of: order, UpstreamReceipt()) else {
      throw GatewayError(.internal, "it was not found failed")
    }
    #expect(isClean(told(error)) == isSecret)
  }
}
