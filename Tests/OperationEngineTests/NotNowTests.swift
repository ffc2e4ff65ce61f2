internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Simulator
internal import Testing

/// "Not now" is no attempt: the operation waits with back-off, until the deadline.
@Suite struct NotNowTests {
  static let kinds: [(kind: ErrorKind, event: OperationEvent, reason: WaitingFor.Reason)] = [
    (.deviceUnavailable, .unavailable, .deviceOffline), (.rateLimited, .rateLimited, .rateLimit),
    (.unreachable, .notSent, .upstreamDown), (.unauthorized, .unauthorized, .unauthorized),
  ]

  @Test(arguments: kinds) func theOperationWaitsAndIsSentAgain(
    _ kind: ErrorKind, _ event: OperationEvent, _ reason: WaitingFor.Reason
  ) throws {
    let bench = EngineBench()
    bench.fault(kind, times: 2)
    let id = try bench.submit(.sync)
    let waiting = try bench.operation(id)
    #expect(waiting.state == .waiting)
    #expect(waiting.attempts == 0)
    #expect(waiting.waitingFor?.reason == reason)
    #expect(waiting.waitingFor?.since == bench.now)
    let until = try #require(waiting.waitingFor?.until).seconds(since: bench.now)
    #expect((0.75...1.25).contains(until))
    bench.advance(bySeconds: 1.25)
    let second = try #require(try bench.operation(id).waitingFor)
    #expect((1.5...2.5).contains(try #require(second.until).seconds(since: second.since)))
    bench.advance(bySeconds: 60)
    #expect(
      try bench.events(id) == [
        .submit, .dispatch, event, .wake, .dispatch, event, .wake, .dispatch, .accepted, .succeeded,
      ])
    #expect(try bench.operation(id).attempts == 1)
  }

  @Test func aBusyDeviceIsToldApartFromOneThatIsOffline() throws {
    let bench = EngineBench()
    try bench.steer(1) { $0.isBusy = true }
    try bench.steer(2) { $0.isReachable = false }
    #expect(try bench.operation(bench.submit(.reboot, on: 1)).waitingFor?.reason == .deviceBusy)
    #expect(try bench.operation(bench.submit(.reboot, on: 2)).waitingFor?.reason == .deviceOffline)
  }

  @Test func waitsDoubleUpToFiveMinutes() throws {
    let bench = EngineBench()
    bench.fault(.unreachable, times: 14)
    let id = try bench.submit(.sync)
    for repetition in 0..<14 {
      let waiting = try #require(try bench.operation(id).waitingFor)
      let seconds = try #require(waiting.until).seconds(since: waiting.since)
      let middle = min(Double(1 << repetition), 300)
      #expect((middle * 0.749...middle * 1.251).contains(seconds), "\(repetition): \(seconds)")
      bench.advance(bySeconds: seconds)
    }
    bench.advance(bySeconds: 60)
    #expect(try bench.state(id) == .succeeded)
  }

  @Test func anUnreachableDeviceLetsItsOperationExpire() throws {
    let bench = EngineBench()
    try bench.steer(1) { $0.isReachable = false }
    let id = try bench.submit(.reboot) { $0.body.expiresIn = 3600 }
    bench.advance(bySeconds: 3599)
    #expect(try bench.state(id) == .waiting)
    bench.advance(bySeconds: 1)
    let operation = try bench.operation(id)
    #expect(operation.state == .expired)
    #expect(operation.history.last?.event == .deadline)
    #expect(operation.history.last?.detail == "device_offline")
    #expect(operation.attempts == 0)
    bench.advance(bySeconds: 100_000)
    #expect(try bench.operation(id).history.count == operation.history.count)
  }

  @Test func theDefaultDeadlineIsADay() throws {
    let bench = EngineBench()
    try bench.steer(1) { $0.isReachable = false }
    let id = try bench.submit(.reboot)
    #expect(try bench.operation(id).expiresAt.seconds(since: bench.now) == 86_400)
    bench.advance(bySeconds: 86_400)
    #expect(try bench.state(id) == .expired)
  }

  @Test func aDeadlineThatPassedWhileSendingCountsAtOnce() throws {
    let bench = EngineBench()
    bench.fault(.unreachable, latency: 100)
    let id = try bench.submit(.sync) { $0.body.expiresIn = 10 }
    bench.advance(bySeconds: 50)
    #expect(try bench.state(id) == .dispatching)
    bench.advance(bySeconds: 50)
    #expect(try bench.state(id) == .expired)
    #expect(try bench.events(id) == [.submit, .dispatch, .notSent, .deadline])
    #expect(bench.backend.record.sent.count == 1)
  }

  @Test func aBaselineThatFailsIsNoAttempt() throws {
    let bench = EngineBench()
    bench.backend.failReadings(with: [GatewayError(.outcomeUnknown), GatewayError(.upstreamError)])
    let id = try bench.submit(.reboot)
    #expect(try bench.operation(id).waitingFor?.reason == .upstreamDown)
    bench.advance(bySeconds: 300)
    #expect(
      try bench.events(id) == [
        .submit, .dispatch, .notSent, .wake, .dispatch, .notSent, .wake, .dispatch, .accepted, .succeeded,
      ])
    #expect(try bench.operation(id).attempts == 1)
    #expect(bench.backend.record.sent == [id])
  }

  @Test func whatIsNotBeforeATimeWaitsForIt() throws {
    let bench = EngineBench()
    let start = bench.now
    let id = try bench.submit(.sync) { $0.body.notBefore = start.advanced(bySeconds: 600) }
    #expect(try bench.operation(id).waitingFor?.reason == .notBefore)
    #expect(try bench.operation(id).waitingFor?.until == start.advanced(bySeconds: 600))
    bench.advance(bySeconds: 599.999)
    #expect(bench.backend.record.sent == [])
    bench.advance(bySeconds: 0.001)
    #expect(bench.backend.record.sent == [id])
    #expect(try bench.events(id).prefix(3) == [.submit, .wake, .dispatch])
    #expect(try bench.operation(id).history.first?.to == .waiting)
  }

  @Test func aTimeThatLiesBehindHoldsNothing() throws {
    let bench = EngineBench()
    let id = try bench.submit(.sync) { $0.body.notBefore = bench.now.advanced(bySeconds: -5) }
    #expect(try bench.operation(id).history.first?.to == .queued)
    #expect(bench.backend.record.sent == [id])
  }
}
