internal import GatewayCore
internal import TestSupport
internal import Testing

@testable internal import RESTBackend

/// protocol.md 10, `--rate` and `--max-connections`: one bucket for all requests, the more urgent first.
@Suite struct RequestLimiterTests {
  @Test func theBurstIsThatOfOneSecond() {
    let bench = LimiterBench(rate: 10)
    for _ in 0..<25 { bench.ask() }
    #expect(bench.admitted.count == 10)
    bench.advance(0.09)
    #expect(bench.admitted.count == 10)
    bench.advance(0.02)
    #expect(bench.admitted.count == 11)
    bench.advance(1)
    #expect(bench.admitted.count == 21)
    bench.advance(100)
    #expect(bench.admitted.count == 25)
    // What was not used for long is not saved up.
    for _ in 0..<25 { bench.ask() }
    #expect(bench.admitted.count == 35)
  }

  @Test func aSlowRateLetsOneGoAtATime() {
    let bench = LimiterBench(rate: 0.5)
    for _ in 0..<3 { bench.ask() }
    #expect(bench.admitted.count == 1)
    bench.advance(1.9)
    #expect(bench.admitted.count == 1)
    bench.advance(0.2)
    #expect(bench.admitted.count == 2)
    bench.advance(2)
    #expect(bench.admitted.count == 3)
  }

  @Test func theMoreUrgentGoFirst() {
    let bench = LimiterBench(rate: 1)
    bench.ask(.sync, "first")
    for (priority, name) in [
      (RequestPriority.sync, "s1"), (.evidence, "e1"), (.dispatch, "d1"), (.interactive, "i1"), (.sync, "s2"),
      (.evidence, "e2"), (.dispatch, "d2"), (.interactive, "i2"),
    ] { bench.ask(priority, name) }
    #expect(bench.admitted == ["first"])
    bench.advance(20)
    #expect(bench.admitted == ["first", "i1", "i2", "d1", "d2", "e1", "e2", "s1", "s2"])
  }

  @Test func whoComesLaterAndIsMoreUrgentOvertakes() {
    let bench = LimiterBench(rate: 1)
    for name in ["a", "b", "c"] { bench.ask(.sync, name) }
    bench.advance(1.1)
    bench.ask(.interactive, "now")
    #expect(bench.admitted == ["a", "b"])
    bench.advance(1)
    #expect(bench.admitted == ["a", "b", "now"])
    bench.advance(1)
    #expect(bench.admitted == ["a", "b", "now", "c"])
  }

  @Test func noMoreAreUnderWayThanMayBe() {
    let bench = LimiterBench(rate: nil, maxInFlight: 2)
    for (priority, name) in [(RequestPriority.sync, "a"), (.sync, "b"), (.sync, "c"), (.interactive, "d")] {
      bench.ask(priority, name)
    }
    #expect(bench.admitted == ["a", "b"])
    bench.limiter.release()
    #expect(bench.admitted == ["a", "b", "d"])
    bench.limiter.release()
    #expect(bench.admitted == ["a", "b", "d", "c"])
  }

  /// A place that comes free takes a token, and waits for one.
  @Test func rateAndPlacesHoldTogether() {
    let bench = LimiterBench(rate: 2, maxInFlight: 1)
    for name in ["a", "b", "c", "d"] { bench.ask(.interactive, name) }
    #expect(bench.admitted == ["a"])
    bench.advance(10)
    #expect(bench.admitted == ["a"])
    for _ in 0..<2 { bench.limiter.release() }
    #expect(bench.admitted == ["a", "b", "c"])
    bench.limiter.release()
    #expect(bench.admitted == ["a", "b", "c"])
    bench.advance(0.6)
    #expect(bench.admitted == ["a", "b", "c", "d"])
  }

  @Test func aCancelledWaiterTakesNothing() {
    let bench = LimiterBench(rate: 1, maxInFlight: 2)
    bench.ask(.interactive, "a")
    let gone = bench.ask(.interactive, "gone")
    bench.ask(.interactive, "b")
    gone.cancel()
    #expect(bench.admitted == ["a", "-gone"])
    bench.advance(1.1)
    // Its token and its place went to the next.
    #expect(bench.admitted == ["a", "-gone", "b"])
    bench.advance(5)
    bench.ask(.interactive, "c")
    #expect(bench.admitted.count == 3)
    bench.limiter.release()
    #expect(bench.admitted.last == "c")
  }

  @Test func withoutARateNobodyWaits() {
    let bench = LimiterBench(rate: nil)
    for _ in 0..<500 { bench.ask(.sync) }
    #expect(bench.admitted.count == 500)
    #expect(bench.secondsUntilOpening(.dispatch) == 0)
  }

  @Test func theNextOpeningIsBehindThoseWhoWait() {
    let bench = LimiterBench(rate: 10)
    #expect(bench.secondsUntilOpening(.dispatch) == 0)
    for _ in 0..<10 { bench.ask() }
    #expect(bench.secondsUntilOpening(.dispatch) >= 0.1)
    #expect(bench.secondsUntilOpening(.dispatch) < 0.11)
    for _ in 0..<5 { bench.ask(.interactive) }
    for _ in 0..<50 { bench.ask(.sync) }
    #expect(bench.secondsUntilOpening(.dispatch) >= 0.6)
    #expect(bench.secondsUntilOpening(.dispatch) < 0.61)
  }

  @Test func noMixOfWaitersExceedsTheRate() {
    let bench = LimiterBench(rate: 5)
    var numbers = SeededNumbers(seed: 7)
    var asked = 0
    var elapsed = 0.0
    for _ in 0..<200 {
      for _ in 0..<Int.random(in: 0...3, using: &numbers) {
        asked += 1
        let task = bench.ask(RequestPriority.allCases.randomElement(using: &numbers) ?? .sync)
        if Bool.random(using: &numbers) { task.cancel() }
      }
      let pause = Double(Int.random(in: 1...400, using: &numbers)) / 1000
      bench.advance(pause)
      elapsed += pause
      #expect(Double(bench.admitted.count { $0 == "x" }) <= 5 + 5 * elapsed)
    }
    bench.advance(1000)
    #expect(bench.admitted.count == asked)
  }

  /// All requests of a backend share the bucket.
  @Test func theBackendKeepsTheRate() async throws {
    let bench = try RESTBench { $0.rate = 10 }
    let begin = bench.now
    for id in 1...30 { try await bench.get(.id(id)) }
    let spent = bench.now.seconds(since: begin)
    #expect(spent >= 2 && spent < 2.1)
  }

  /// An operation does not stand in line here while it waits for the rate; evidence must not take every token before it.
  @Test func whatWaitsElsewhereIsNotStarved() {
    let bench = LimiterBench(rate: 2)
    for number in 1...20 { bench.ask(.evidence, "e\(number)") }
    #expect(bench.admitted.count == 2)
    let wait = bench.secondsUntilOpening(.dispatch)
    #expect(wait > 0)
    bench.advance(wait)
    #expect(bench.secondsUntilOpening(.dispatch) == 0)
    bench.ask(.dispatch, "operation")
    #expect(bench.admitted.last == "operation")
    // Its token taken, the others go on.
    bench.advance(20)
    #expect(bench.admitted.count == 21)
  }

  @Test func aTokenIsNotKeptForEver() {
    let bench = LimiterBench(rate: 1)
    for number in 1...5 { bench.ask(.evidence, "e\(number)") }
    _ = bench.secondsUntilOpening(.dispatch)
    bench.advance(30)
    #expect(bench.admitted.count == 5)
  }
}
