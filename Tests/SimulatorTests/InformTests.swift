internal import GatewayCore
internal import JSON
internal import Simulator
internal import Testing

/// Devices open a session every `update_frequency` while they are up.
@Suite struct InformTests {
  @Test func sessionsLieAPeriodApart() throws {
    let bench = Bench(devices: 40)
    for number in (1...40) where try bench.device(number).status == .up && number != 47 {
      let period = try Double(#require(try bench.device(number)[.updateFrequency]?.integerValue))
      let first = try #require(try bench.device(number)[.lastConnection]?.instant)
      let now = bench.clock.now
      #expect(first <= now)
      #expect(now.seconds(since: first) < period)
    }
    let number = 1
    let period = try Double(#require(try bench.device(number)[.updateFrequency]?.integerValue))
    let first = try #require(try bench.device(number)[.lastConnection]?.instant)
    let toNext = first.advanced(bySeconds: period).seconds(since: bench.clock.now)
    bench.advance(bySeconds: toNext - 0.001)
    #expect(try bench.device(number)[.lastConnection]?.instant == first)
    bench.advance(bySeconds: 0.001)
    #expect(try bench.device(number)[.lastConnection]?.instant == first.advanced(bySeconds: period))
    bench.advance(bySeconds: period * 10)
    #expect(try bench.device(number)[.lastConnection]?.instant == first.advanced(bySeconds: period * 11))
  }

  @Test func aDeviceThatIsDownOpensNone() throws {
    let bench = Bench(devices: 200)
    let number = try #require(try (1...200).first { try bench.device($0).status == .down })
    let last = try bench.device(number)[.lastConnection]
    bench.advance(bySeconds: 10_000)
    #expect(try bench.device(number)[.lastConnection] == last)
  }

  @Test func aNewPeriodCountsFromTheLastSession() throws {
    let bench = Bench()
    let last = try #require(try bench.device(1)[.lastConnection]?.instant)
    var attributes = DeviceAttributes()
    attributes[.updateFrequency] = .integer(1000)
    _ = try bench.simulation.update(.id(1), attributes)
    #expect(try bench.device(1)[.lastConnection]?.instant == last)
    bench.advance(bySeconds: 1000)
    #expect(try bench.device(1)[.lastConnection]?.instant == last.advanced(bySeconds: 1000))
  }

  @Test func anUnreachableDeviceGoesDownWhenItsSessionDoesNotCome() throws {
    let bench = Bench()
    var steering = DeviceSteering()
    steering.isReachable = false
    let last = try #require(try bench.device(1)[.lastConnection]?.instant)
    let period = try #require(try bench.device(1)[.updateFrequency]?.integerValue)
    _ = try bench.simulation.steer(.id(1), steering)
    #expect(try bench.device(1).status == .up)
    bench.advance(bySeconds: Double(period) + 30)
    #expect(try bench.device(1).status == .down)
    #expect(try bench.device(1)[.lastConnection]?.instant == last)
    steering.isReachable = true
    _ = try bench.simulation.steer(.id(1), steering)
    #expect(try bench.device(1).status == .up)
    #expect(try bench.device(1)[.lastConnection]?.instant == bench.clock.now)
  }

  @Test func aStatusThatWasSetSticksUntilItIsSetAgain() throws {
    let bench = Bench()
    var steering = DeviceSteering()
    steering.status = .down
    #expect(try bench.simulation.steer(.id(1), steering).status == .down)
    bench.advance(bySeconds: 5000)
    #expect(try bench.device(1).status == .down)
    steering.status = .up
    #expect(try bench.simulation.steer(.id(1), steering).status == .up)
  }
}
