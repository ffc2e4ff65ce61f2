internal import EventLoop
internal import GatewayCore
internal import Simulator
internal import Synchronization
internal import TestSupport
internal import Testing

/// The rules of the mock's time (protocol.md 9, mock).
@Suite struct MockClockTests {
  private final class Log: Sendable {
    private let entries = Mutex<[String]>([])
    var all: [String] { entries.withLock { $0 } }
    func note(_ text: String) { entries.withLock { $0.append(text) } }
  }

  private static func clock(_ mode: MockClock.Mode) -> (clock: MockClock, time: ManualTime, loop: EventLoop) {
    let time = ManualTime()
    let loop = EventLoop(time: time)
    return (MockClock(mode, loop: loop), time, loop)
  }

  @Test(arguments: [MockClock.Mode.virtual, .auto]) func timeBeginsWhereTheContractSays(_ mode: MockClock.Mode) {
    #expect(MockClockTests.clock(mode).clock.now.text == "2030-01-01T00:00:00.000Z")
  }

  @Test func virtualTimeMovesByAnAdvanceAlone() {
    let (clock, time, loop) = MockClockTests.clock(.virtual)
    let log = Log()
    _ = clock.schedule(at: clock.now.advanced(bySeconds: 1), for: nil) { log.note("due") }
    time.advance(bySeconds: 100)
    #expect(!loop.fireTimers())
    #expect(clock.now == MockClock.beginning)
    #expect(!clock.mayStep(hasWaiting: true))
    #expect(!clock.step(isQuiet: true, awaited: [1]))
    #expect(log.all.isEmpty)
  }

  @Test func anAdvanceRunsAllThatFallsDueInTimeOrderAndAnswersAtRest() {
    let (clock, _, _) = MockClockTests.clock(.virtual)
    let log = Log()
    let start = clock.now
    for seconds in [5.0, 1, 3, 3, 11] {
      _ = clock.schedule(at: start.advanced(bySeconds: seconds), for: nil) {
        log.note("\(seconds) at \(clock.now.seconds(since: start))")
        if seconds == 3 {
          _ = clock.schedule(at: clock.now.advanced(bySeconds: 1), for: nil) {
            log.note("more at \(clock.now.seconds(since: start))")
          }
        }
      }
    }
    clock.advance(bySeconds: 10) { log.note("rest at \(clock.now.seconds(since: start))") }
    #expect(clock.mayStep(hasWaiting: false))
    while clock.step(isQuiet: false, awaited: []) {}
    #expect(
      log.all == [
        "1.0 at 1.0", "3.0 at 3.0", "3.0 at 3.0", "more at 4.0", "more at 4.0", "5.0 at 5.0", "rest at 10.0",
      ])
    #expect(!clock.mayStep(hasWaiting: true))
  }

  @Test func twoAdvancesFollowEachOther() {
    let (clock, _, _) = MockClockTests.clock(.virtual)
    let log = Log()
    clock.advance(bySeconds: 2) { log.note(clock.now.text) }
    clock.advance(bySeconds: 3) { log.note(clock.now.text) }
    while clock.step(isQuiet: false, awaited: []) {}
    #expect(log.all == ["2030-01-01T00:00:02.000Z", "2030-01-01T00:00:05.000Z"])
  }

  @Test func whatWasCancelledDoesNotRun() {
    let (clock, _, _) = MockClockTests.clock(.virtual)
    let log = Log()
    let key = clock.schedule(at: clock.now.advanced(bySeconds: 1), for: nil) { log.note("one") }
    _ = clock.schedule(at: clock.now.advanced(bySeconds: 1), for: nil) { log.note("two") }
    clock.cancel(key)
    clock.cancel(key)
    clock.advance(bySeconds: 1) {}
    while clock.step(isQuiet: false, awaited: []) {}
    #expect(log.all == ["two"])
  }

  @Test func whatLiesBehindRunsAtTheTimeItIs() {
    let (clock, _, _) = MockClockTests.clock(.virtual)
    let log = Log()
    _ = clock.schedule(at: clock.now.advanced(bySeconds: -5), for: nil) { log.note(clock.now.text) }
    clock.advance(bySeconds: 0) {}
    while clock.step(isQuiet: false, awaited: []) {}
    #expect(log.all == ["2030-01-01T00:00:00.000Z"])
  }

  @Test func automaticTimeRunsWithTheMachine() {
    let (clock, time, loop) = MockClockTests.clock(.auto)
    let log = Log()
    _ = clock.schedule(at: clock.now.advanced(bySeconds: 2), for: 1) { log.note(clock.now.text) }
    time.advance(bySeconds: 1)
    #expect(clock.now == MockClock.beginning.advanced(bySeconds: 1))
    #expect(!loop.fireTimers())
    time.advance(bySeconds: 1)
    #expect(loop.fireTimers())
    #expect(log.all == ["2030-01-01T00:00:02.000Z"])
  }

  @Test func aFastClockRunsAsManyTimesAsFast() {
    let time = ManualTime()
    let loop = EventLoop(time: time)
    let clock = MockClock(.auto, loop: loop, speed: 60)
    let log = Log()
    _ = clock.schedule(at: clock.now.advanced(bySeconds: 120), for: 1) { log.note(clock.now.text) }
    time.advance(bySeconds: 1)
    #expect(clock.now == MockClock.beginning.advanced(bySeconds: 60))
    #expect(!loop.fireTimers())
    time.advance(bySeconds: 1)
    #expect(loop.fireTimers())
    #expect(log.all == ["2030-01-01T00:02:00.000Z"])
    clock.advance(bySeconds: 5) {}
    while clock.step(isQuiet: false, awaited: []) {}
    #expect(clock.now == MockClock.beginning.advanced(bySeconds: 125))
    time.advance(bySeconds: 1)
    #expect(clock.now == MockClock.beginning.advanced(bySeconds: 185))
  }

  @Test func automaticTimeJumpsToWhatIsAwaitedAndNoFurther() {
    let (clock, time, _) = MockClockTests.clock(.auto)
    let log = Log()
    for (seconds, device) in [(10.0, 1), (20.0, 2), (30.0, 1), (40.0, 3)] {
      _ = clock.schedule(at: MockClock.beginning.advanced(bySeconds: seconds), for: device) {
        log.note("\(device) at \(Int(clock.now.seconds(since: MockClock.beginning)))")
      }
    }
    #expect(!clock.mayStep(hasWaiting: false))
    #expect(clock.mayStep(hasWaiting: true))
    #expect(!clock.step(isQuiet: false, awaited: [1]))
    #expect(!clock.step(isQuiet: true, awaited: [9]))
    // What falls due on the way runs too, in its order.
    #expect(clock.step(isQuiet: true, awaited: [2]))
    #expect(log.all == ["1 at 10"])
    #expect(clock.step(isQuiet: true, awaited: [2]))
    #expect(log.all == ["1 at 10", "2 at 20"])
    #expect(!clock.step(isQuiet: true, awaited: [2]))
    time.advance(bySeconds: 1)
    #expect(clock.now == MockClock.beginning.advanced(bySeconds: 21))
  }

  @Test func whatHoldsARequestIsJumpedToWithoutBeingAwaited() {
    let (clock, _, _) = MockClockTests.clock(.auto)
    let log = Log()
    _ = clock.schedule(afterHolding: 7) { log.note(clock.now.text) }
    #expect(clock.step(isQuiet: true, awaited: []))
    #expect(log.all == ["2030-01-01T00:00:07.000Z"])
  }
}
