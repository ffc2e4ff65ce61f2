internal import GatewayCore
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
}
