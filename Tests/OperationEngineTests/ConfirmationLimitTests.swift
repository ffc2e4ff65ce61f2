internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Simulator
internal import Testing

/// How long evidence is awaited (protocol.md 7, confirmation limit).
@Suite struct ConfirmationLimitTests {
  /// A device that was sent a request which never comes to anything.
  private func silent(_ bench: EngineBench) throws -> OperationID {
    bench.fault(.outcomeUnknown, hasArrived: false)
    return try bench.submit(.reboot)
  }

  @Test(arguments: [(60, 600.0), (200, 600), (300, 900), (900, 2700)])
  func theLimitIsThreeInformsAndAtLeastTenMinutes(_ frequency: Int, _ seconds: Double) throws {
    let bench = EngineBench()
    try bench.steer(1) { $0.attributes = [(.updateFrequency, .integer(frequency))] }
    let id = try silent(bench)
    bench.advance(bySeconds: seconds - 0.001)
    #expect(try bench.state(id) == .verifying)
    bench.advance(bySeconds: 0.001)
    #expect(try bench.state(id) == .unconfirmed)
  }

  @Test func aStatedLimitCountsInstead() throws {
    let bench = EngineBench { $0.retry.confirmationLimit = 25 }
    let id = try silent(bench)
    bench.advance(bySeconds: 24)
    #expect(try bench.state(id) == .verifying)
    bench.advance(bySeconds: 1)
    #expect(try bench.state(id) == .unconfirmed)
  }

  /// The flag stays up as long as the device does not come for its work.
  @Test func theLimitStandsStillWhileTheWorkIsPending() throws {
    let bench = EngineBench { $0.retry.confirmationLimit = 100 }
    let id = try bench.submit(.reboot) { $0.body.expiresIn = 10_000 }
    try bench.steer(1) { $0.isReachable = false }
    bench.advance(bySeconds: 9999)
    #expect(try bench.device(1)[.reboot] == .boolean(true))
    #expect(try bench.state(id) == .accepted)
    bench.advance(bySeconds: 102)
    #expect(try bench.state(id) == .unconfirmed)
  }

  @Test func workThatIsDoneLateIsStillFound() throws {
    let bench = EngineBench { $0.retry.confirmationLimit = 300 }
    let id = try bench.submit(.reboot)
    try bench.steer(1) { $0.isReachable = false }
    bench.advance(bySeconds: 5000)
    try bench.steer(1) { $0.isReachable = true }
    bench.advance(bySeconds: 200)
    #expect(try bench.state(id) == .succeeded)
  }

  @Test func everyOperationEndsByItsDeadlineAndTheLimit() throws {
    let bench = EngineBench()
    var ids: [OperationID] = []
    for (device, kind) in [OperationKind.reboot, .factory, .sync, .reconf, .firmware].enumerated() {
      try bench.steer(device + 1) { $0.attributes = [(.updateFrequency, .integer(60))] }
      ids.append(
        try bench.submit(kind, on: device + 1) {
          $0.body.expiresIn = 1000
          $0.body.image = kind == .firmware ? 10 : nil
        })
      try bench.steer(device + 1) { $0.isReachable = false }
    }
    bench.advance(bySeconds: 1000 + 600)
    for id in ids { #expect(try bench.state(id).isEnd) }
    #expect(bench.engine.liveCount == 0)
  }

  @Test func notBeingAbleToLookIsNoEvidence() throws {
    let bench = EngineBench()
    let id = try bench.submit(.sync)
    bench.backend.failReadings(with: Array(repeating: GatewayError(.unreachable), count: 5))
    bench.advance(bySeconds: 45)
    #expect(try bench.state(id) == .accepted)
    bench.advance(bySeconds: 15)
    #expect(try bench.state(id) == .succeeded)
  }
}
