internal import EventLoop
internal import TestSupport
internal import Testing

@Suite struct LoopTimerTests {
  private let time = ManualTime()

  @Test func timersFireWhenTheirTimeHasCome() {
    let loop = EventLoop(time: time)
    var fired: [String] = []
    _ = loop.addTimer(afterSeconds: 2) { fired.append("two") }
    _ = loop.addTimer(afterSeconds: 1) { fired.append("one") }
    #expect(loop.secondsToNextTimer() == 1)
    #expect(!loop.fireTimers())
    time.advance(bySeconds: 1)
    #expect(loop.secondsToNextTimer() == 0)
    #expect(loop.fireTimers())
    #expect(fired == ["one"])
    time.advance(bySeconds: 5)
    #expect(loop.secondsToNextTimer() == 0)
    #expect(loop.fireTimers())
    #expect(fired == ["one", "two"])
    #expect(loop.secondsToNextTimer() == nil)
    #expect(!loop.fireTimers())
  }

  @Test func timersOfOneTimeFireInTheOrderTheyWereAdded() {
    let loop = EventLoop(time: time)
    var fired: [Int] = []
    for number in 0..<20 { _ = loop.addTimer(at: MonotonicTime(nanoseconds: 5)) { fired.append(number) } }
    time.advance(bySeconds: 1)
    #expect(loop.fireTimers())
    #expect(fired == Array(0..<20))
  }

  @Test func aCancelledTimerNeverFires() {
    let loop = EventLoop(time: time)
    var fired: [String] = []
    let key = loop.addTimer(afterSeconds: 1) { fired.append("cancelled") }
    _ = loop.addTimer(afterSeconds: 2) { fired.append("kept") }
    loop.cancelTimer(key)
    #expect(loop.secondsToNextTimer() == 2)
    time.advance(bySeconds: 3)
    #expect(loop.fireTimers())
    #expect(fired == ["kept"])
  }

  @Test func aTimerMayCancelAnotherOfItsOwnTime() {
    let loop = EventLoop(time: time)
    var fired: [String] = []
    var second: EventLoop.TimerKey?
    _ = loop.addTimer(afterSeconds: 1) {
      fired.append("first")
      if let second { loop.cancelTimer(second) }
    }
    second = loop.addTimer(afterSeconds: 1) { fired.append("second") }
    time.advance(bySeconds: 1)
    #expect(loop.fireTimers())
    #expect(fired == ["first"])
  }

  @Test func aTimerAddedByATimerFiresAtOnceWhenItIsDue() {
    let loop = EventLoop(time: time)
    var fired: [String] = []
    _ = loop.addTimer(afterSeconds: 1) {
      fired.append("outer")
      _ = loop.addTimer(afterSeconds: 0) { fired.append("due") }
      _ = loop.addTimer(afterSeconds: 1) { fired.append("later") }
    }
    time.advance(bySeconds: 1)
    #expect(loop.fireTimers())
    #expect(fired == ["outer", "due"])
    #expect(loop.secondsToNextTimer() == 1)
  }

  @Test func aTimerBeyondTheClockIsFarAwayAndNotNow() throws {
    let loop = EventLoop(time: time)
    time.advance(bySeconds: 1)
    _ = loop.addTimer(afterSeconds: .infinity) { Issue.record("it fired") }
    #expect(!loop.fireTimers())
    let seconds = try #require(loop.secondsToNextTimer())
    #expect(seconds > 9e9)
  }
}
