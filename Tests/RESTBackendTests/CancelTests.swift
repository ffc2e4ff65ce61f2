internal import ControlServer
internal import EventLoop
internal import GatewayCore
internal import Simulator
internal import TestSupport
internal import Testing

@testable internal import RESTBackend

/// Calls that nobody waits for any more (protocol.md 5).
@Suite struct CancelTests {
  /// A backend whose pauses never end by themselves.
  private func stoppedBench(_ change: (inout RESTSettings) -> Void = { _ in }) throws -> RESTBench {
    let clock = MockClock(.virtual, loop: EventLoop(time: ManualTime()))
    return try RESTBench(
      [], 60, [ControlToken(ControlServer.usualToken)],
      AccessToken { () throws(GatewayError) in ControlServer.usualToken }, fleetClock: clock, clock: clock, change)
  }

  @Test func aWriteThatHasLeftIsWaitedFor() async throws {
    let bench = try RESTBench()
    let gate = Gate()
    bench.upstream.hold(.patch, "/", gate)
    let task = Task.immediate { try await bench.update(.id(3), #"{"description":"roof"}"#) }
    while bench.sent.count < 2 { await Task.yield() }
    task.cancel()
    gate.open()
    #expect(try await task.value.device[.description] == .text("roof"))
  }

  @Test func aReadThatIsGivenUpInAPauseIsCancelled() async throws {
    let bench = try stoppedBench()
    bench.upstream.answer(.get, times: 4, status: 500)
    let task = Task.immediate { try await bench.get(.id(3)) }
    task.cancel()
    let error = try await refusal { try await task.value }
    #expect(error.kind == .cancelled)
    #expect(bench.sent.count == 1)
  }

  @Test func whatWaitsForTheRateIsNotSent() async throws {
    let bench = try stoppedBench { $0.rate = 1 }
    try await bench.get(.id(3))
    let reading = Task.immediate { try await bench.get(.id(4)) }
    let sending = Task.immediate { try await bench.send(OperationKinds(.reboot), on: 4) }
    reading.cancel()
    sending.cancel()
    #expect(try await refusal { try await reading.value }.kind == .cancelled)
    // For an operation that says: certainly nothing was sent.
    #expect(try await refusal { try await sending.value }.kind == .unreachable)
    #expect(bench.sent.count == 1)
  }
}
