internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Testing

/// One operation per device at a time, in the order submitted (protocol.md 7, promise 5).
@Suite struct DeviceOrderTests {
  @Test func operationsOfADeviceGoOneAfterTheOther() throws {
    let bench = EngineBench()
    let ids = try [OperationKind.reboot, .sync, .reconf, .reboot].map { try bench.submit($0) }
    #expect(try bench.state(ids[0]) == .accepted)
    for (position, id) in ids.dropFirst().enumerated() {
      let operation = try bench.operation(id)
      #expect(operation.state == .queued)
      #expect(operation.waitingFor?.reason == .queue)
      #expect(operation.waitingFor?.position == position + 1)
    }
    bench.advance(bySeconds: 1000)
    #expect(bench.backend.record.sent == ids)
    for id in ids { #expect(try bench.state(id) == .succeeded) }
    for (earlier, later) in zip(ids, ids.dropFirst()) {
      let end = try #require(try bench.operation(earlier).history.last?.at)
      let start = try #require(try bench.operation(later).history.first { $0.event == .dispatch }?.at)
      #expect(start >= end)
    }
  }

  @Test func placesMoveUpWhenAnOperationEnds() throws {
    let bench = EngineBench()
    let ids = try (0..<4).map { _ in try bench.submit(.reboot) }
    _ = try bench.cancel(ids[1])
    #expect(try ids.dropFirst(2).map { try bench.operation($0).waitingFor?.position } == [1, 2])
    let since = try ids.dropFirst(2).map { try bench.operation($0).waitingFor?.since }
    #expect(since == [bench.now, bench.now])
  }

  @Test func oneThatWaitsDoesNotBlockOthers() throws {
    let bench = EngineBench()
    let later = try bench.submit(.reboot) { $0.body.notBefore = bench.now.advanced(bySeconds: 1000) }
    let sync = try bench.submit(.sync)
    #expect(bench.backend.record.sent == [sync])
    #expect(try bench.state(later) == .waiting)
  }

  @Test func oneThatWaitsInStrictOrderBlocksThoseBehindIt() throws {
    let bench = EngineBench()
    let before = try bench.submit(.sync)
    let strict = try bench.submit(.reboot) {
      $0.body.notBefore = bench.now.advanced(bySeconds: 1000)
      $0.body.isStrictlyOrdered = true
    }
    let behind = try bench.submit(.reconf)
    bench.advance(bySeconds: 500)
    #expect(bench.backend.record.sent == [before])
    #expect(try bench.operation(behind).waitingFor?.reason == .queue)
    #expect(try bench.operation(behind).waitingFor?.position == 1)
    bench.advance(bySeconds: 1000)
    #expect(bench.backend.record.sent == [before, strict, behind])
  }

  @Test func differentDevicesRunSideBySide() throws {
    let bench = EngineBench()
    let ids = try (1...8).map { try bench.submit(.reboot, on: $0) }
    for id in ids { #expect(try bench.state(id) == .accepted) }
  }

  @Test func aGetDoesNotWaitForWhatRunsUnlessItIsHeadless() throws {
    let bench = EngineBench()
    let sync = try bench.submit(.reconf)
    #expect(try bench.state(sync) == .accepted)
    let get = try bench.submit(.get) { $0.variables = [Variable(path: try bench.code())] }
    #expect(try bench.state(get) == .succeeded)
    #expect(try bench.state(sync) == .accepted)
    let set = try bench.submit(.set) { $0.variables = [Variable(path: try bench.code(), value: "x")] }
    #expect(try bench.operation(set).waitingFor?.reason == .queue)
  }

  @Test func atMostSoManyAreSentAtOnce() throws {
    let bench = EngineBench { $0.maxDispatch = 3 }
    bench.fault(nil, times: 100, latency: 5)
    let ids = try (1...8).map { try bench.submit(.sync, on: $0) }
    #expect(bench.backend.record.underWay == 3)
    bench.advance(bySeconds: 5)
    #expect(bench.backend.record.sent.count == 6)
    bench.advance(bySeconds: 100)
    #expect(bench.backend.record.mostUnderWay == 3)
    #expect(bench.backend.record.sent == ids)
  }

  @Test func theRateHoldsWithABurstOfOneSecond() throws {
    let bench = EngineBench { $0.rate = 2 }
    let ids = try (1...7).map { try bench.submit(.sync, on: $0) }
    #expect(bench.backend.record.sent.count == 2)
    let held = try bench.operation(ids[2])
    #expect(held.state == .queued)
    #expect(held.waitingFor?.reason == .rateLimit)
    #expect(held.waitingFor?.until == bench.now.advanced(bySeconds: 0.5))
    bench.advance(bySeconds: 0.5)
    #expect(bench.backend.record.sent.count == 3)
    bench.advance(bySeconds: 1)
    #expect(bench.backend.record.sent.count == 5)
    bench.advance(bySeconds: 1)
    #expect(bench.backend.record.sent == ids)
  }

  @Test func aFractionOfARateSendsOneAtOnceAndTheNextMuchLater() throws {
    let bench = EngineBench { $0.rate = 0.1 }
    let ids = try (1...2).map { try bench.submit(.sync, on: $0) }
    #expect(bench.backend.record.sent == [ids[0]])
    bench.advance(bySeconds: 9.9)
    #expect(bench.backend.record.sent == [ids[0]])
    bench.advance(bySeconds: 0.2)
    #expect(bench.backend.record.sent == ids)
  }

  @Test func whereOnlyReadingIsAllowedNothingElseIsSent() throws {
    let bench = EngineBench { $0.isReadOnly = true }
    let reboot = try bench.submit(.reboot)
    let get = try bench.submit(.get, on: 2) { $0.variables = [Variable(path: try bench.code(2))] }
    bench.advance(bySeconds: 1000)
    #expect(bench.backend.record.sent == [get])
    #expect(try bench.state(reboot) == .queued)
  }

  @Test func behindTheEndNothingIsSent() throws {
    let bench = EngineBench()
    let first = try bench.submit(.reboot)
    bench.engine.stopDispatching()
    let second = try bench.submit(.reboot, on: 2)
    bench.advance(bySeconds: 1000)
    #expect(bench.backend.record.sent == [first])
    #expect(try bench.state(second) == .queued)
    #expect(!bench.engine.hasDueWork)
  }
}
