internal import GatewayCore
internal import JSON
internal import Testing

@testable internal import RESTBackend

/// Finding one's own work in upstream's list (control-api.md 7.3).
@Suite struct HeadlessListTests {
  /// Without ids, what was listed before looks like what was just asked for, and says nothing of it.
  @Test(arguments: [true, false]) func whatWasListedBeforeDecidesNothing(_ newestFirst: Bool) async throws {
    let bench = try RESTBench()
    let variable = Variable(path: try bench.writable(), type: .string)
    let serial = try bench.text(1, .serialNumber)
    let row = { (value: String) in
      #"{"serial_number":"\#(serial)","operation":"get","status":"completed","variables":"#
        + #"[{"variable_name":"\#(variable.path)","value":"\#(value)"}]}"#
    }
    let order = try bench.order(OperationKinds(.get), on: 1, variables: [variable])
    bench.upstream.answer(.get, HeadlessRowTests.collection, "[\(row("old"))]")
    let receipt = try await bench.backend.send(order)
    bench.upstream.answer(.get, HeadlessRowTests.collection, "[\(row("old"))]")
    guard case .running = try await bench.backend.outcome(of: order, receipt) else {
      throw GatewayError(.internal, "earlier work was taken for it")
    }
    let rows = newestFirst ? [row("new"), row("old")] : [row("old"), row("new")]
    bench.upstream.answer(.get, HeadlessRowTests.collection, "[\(rows.joined(separator: ","))]")
    guard case .completed(let values, _) = try await bench.backend.outcome(of: order, receipt) else {
      throw GatewayError(.internal, "it was not found completed")
    }
    #expect(values.map(\.value) == ["new"])
  }

  @Test func anIDInALocationIsReadAsItIsMeant() {
    for (location, id) in [("/x/?id=abc%201", "abc 1"), ("https://a/b/c%2Fd/", "c/d"), ("/x/?a=b&id=7", "7")] {
      let response = TransportResponse(status: 201, headers: [HeaderField("Location", location)])
      #expect(HeadlessRequest.receipt(response).transaction == id)
    }
  }

  @Test(
    arguments: [
      (#""instance_number":"4""#, "", "4"), (#""instance":7"#, "", "7"),
      (#""status":"completed""#, #","value":"12""#, "12"),
      (#""status":"completed""#, #","value":"Device.WiFi.SSID.3.""#, nil), (#""status":"completed""#, "", nil),
    ] as [(String, String, String?)])
  func theNumberOfANewRowIsReadWhereItStands(_ member: String, _ value: String, _ expected: String?) throws {
    let text = #"{"operation":"add.obj",\#(member),"variables":[{"variable_name":"Device.WiFi.SSID."\#(value)}]}"#
    let document = try JSONDocument(parsing: Array(text.utf8).span)
    let told = try document.read { (root) throws(JSONReadError) in try HeadlessTransaction(reading: root).newInstance }
    #expect(told == expected)
  }
}
