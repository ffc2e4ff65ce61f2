internal import GatewayCore
internal import Testing

@testable internal import TransportHost

@Suite struct StackTests {
  /// Answers with what it was asked; `/never` waits until it is cancelled.
  private struct Mirror: Transport {
    func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
      if request.target == "/never" {
        do {
          try await Task.sleep(for: .seconds(3600))
        } catch {
          throw TransportFailure(mayHaveArrived: false, .cancelled, "the mirror was covered")
        }
      }
      if request.target == "/fails" { throw TransportFailure(mayHaveArrived: true, .closed, "the mirror broke") }
      return TransportResponse(
        status: 200, headers: [HeaderField("X-Method", request.method.rawValue)],
        body: Array("\(request.target) \(request.timeLimit) \(request.maxResponseBytes)".utf8))
    }
  }

  @Test(arguments: ["here", "thread"])
  func everyLayerIsAnInstanceOfItsOwn(_ place: String) async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let host = folder.host([TransportOption(module: "odd", name: "forward", value: place)])
    #expect(try await host.outcome("wrap+wrap+odd:x", "/told").text == "odd|x|forward=\(place)")
    #expect(try await host.outcome("wrap+odd:y", "/told").text == "odd|y|forward=\(place)")
  }

  @Test(arguments: ["here", "thread"])
  func aTransportOfTheProgramStandsAtTheBottom(_ place: String) async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let host = folder.host([TransportOption(module: "odd", name: "forward", value: place)])
    host.register(scheme: "sim", transport: Mirror())
    for url in ["wrap+sim:x", "wrap+wrap+sim:x"] {
      let transport = try host.open(TransportURL(url))
      let response = try await transport.send(TransportRequest(.put, "/a/", timeLimit: 22.5, maxResponseBytes: 77))
      #expect(response.header("x-method") == "PUT")
      #expect(String(decoding: response.body, as: UTF8.self) == "/a/ 22.5 77")
      #expect(
        await transport.outcome("/fails").failure
          == TransportFailure(mayHaveArrived: true, .closed, "the mirror broke"))
      let task = Task { await transport.outcome("/never") }
      await Task.yield()
      task.cancel()
      #expect(await task.value.failure?.reason == .cancelled)
    }
    #expect(try await host.outcome("sim:x", "/b").text == "/b 30.0 1048576")
    await host.end()
  }

  @Test func closingEndsWhatTheBottomHasNotAnswered() async throws {
    let folder = try ModuleFolder()
    try await folder.buildOdd()
    let host = folder.host()
    host.register(scheme: "sim", transport: Mirror())
    let transport = try host.open(TransportURL("wrap+sim:x"))
    _ = await transport.outcome("/a")
    let open = Task { await transport.outcome("/never") }
    await Task.yield()
    await host.end()
    #expect(await open.value.failure?.reason == .cancelled)
  }
}
