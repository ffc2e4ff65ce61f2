internal import EventLoop
internal import Testing

@Suite struct MonotonicTimeTests {
  @Test(arguments: [(0.0, 100), (1.0, 1_000_000_100), (0.4e-9, 100), (1.5e-9, 102), (0.25, 250_000_100), (-1e-9, 99)])
  func secondsAreCountedInWholeNanoseconds(_ seconds: Double, _ nanoseconds: Int) {
    let time = MonotonicTime(nanoseconds: 100).advanced(bySeconds: seconds)
    #expect(time.nanoseconds == nanoseconds)
  }

  @Test(arguments: [1e10, 1e300, Double.infinity, 9_223_372_036.854775])
  func whatLiesBeyondTheClockIsItsEnd(_ seconds: Double) {
    let time = MonotonicTime(nanoseconds: 1_000_000).advanced(bySeconds: seconds)
    #expect(time.nanoseconds == Int.max)
  }

  @Test func theEndOfTheClockIsReachedAndStaysThere() {
    let end = MonotonicTime(nanoseconds: Int.max)
    #expect(end.advanced(bySeconds: 1) == end)
    #expect(end > MonotonicTime(nanoseconds: Int.max - 1))
  }

  @Test func timesTellWhatLiesBetweenThem() {
    let (early, late) = (MonotonicTime(nanoseconds: 500_000_000), MonotonicTime(nanoseconds: 2_000_000_000))
    #expect(late.seconds(since: early) == 1.5)
    #expect(early.seconds(since: late) == -1.5)
    #expect(early < late)
  }

  @Test func theClockOfTheMachineNeverGoesBack() {
    let clock = SystemTime()
    let readings = (0..<1000).map { _ in clock.now() }
    #expect(readings == readings.sorted())
    #expect(readings.allSatisfy { $0.nanoseconds > 0 })
  }
}
