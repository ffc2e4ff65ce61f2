internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Simulator
internal import Testing

/// A cancel tells the truth (protocol.md 7, promise 6).
@Suite struct CancelTests {
  private func refusal(_ bench: EngineBench, _ id: OperationID) throws -> GatewayError {
    try #require(throws: GatewayError.self) { try bench.cancel(id) }
  }

  @Test func whatWasNotSentIsCancelled() throws {
    let bench = EngineBench()
    try bench.steer(1) { $0.isReachable = false }
    let waiting = try bench.submit(.reboot)
    let queued = try [bench.submit(.sync, on: 2), bench.submit(.reboot, on: 2)][1]
    for id in [waiting, queued] {
      let operation = try bench.cancel(id)
      #expect(operation.state == .cancelled)
      #expect(operation.error == nil)
      #expect(operation.history.last?.event == .cancel)
    }
    bench.advance(bySeconds: 100_000)
    #expect(!bench.backend.record.sent.contains(queued))
    #expect(try bench.state(waiting) == .cancelled)
  }

  @Test func whatMayHaveArrivedIsUnconfirmed() throws {
    let bench = EngineBench()
    bench.fault(.outcomeUnknown, hasArrived: false)
    let id = try bench.submit(.sync)
    #expect(try bench.state(id) == .waiting)
    let operation = try bench.cancel(id)
    #expect(operation.state == .unconfirmed)
    #expect(operation.error?.kind == .outcomeUnknown)
    bench.advance(bySeconds: 1000)
    #expect(bench.backend.record.sent.count == 1)
  }

  @Test func whatIsUnderWayCannotBeCancelled() throws {
    let bench = EngineBench()
    bench.fault(nil, latency: 10, device: 2)
    bench.fault(.outcomeUnknown, hasArrived: false, device: 3)
    let ids = try [bench.submit(.reboot, on: 1), bench.submit(.reboot, on: 2), bench.submit(.reboot, on: 3)]
    #expect(try ids.map { try bench.state($0) } == [.accepted, .dispatching, .verifying])
    for id in ids {
      let before = try bench.events(id)
      #expect(try refusal(bench, id).kind == .invalidState)
      #expect(try bench.events(id) == before)
    }
  }

  @Test func anEndCannotBeCancelled() throws {
    let bench = EngineBench()
    let id = try bench.submit(.sync)
    bench.advance(bySeconds: 60)
    #expect(try refusal(bench, id).kind == .invalidState)
    #expect(try bench.state(id) == .succeeded)
  }

  @Test func anUnknownOneIsNotFound() throws {
    #expect(try refusal(EngineBench(), OperationID("op_nothing")).kind == .notFound)
  }

  @Test func whoWaitsBehindACancelledOneIsSentAtOnce() throws {
    let bench = EngineBench()
    let strict = try bench.submit(.reboot) {
      $0.body.notBefore = bench.now.advanced(bySeconds: 1000)
      $0.body.isStrictlyOrdered = true
    }
    let behind = try bench.submit(.sync)
    #expect(bench.backend.record.sent == [])
    _ = try bench.cancel(strict)
    #expect(bench.backend.record.sent == [behind])
  }
}
