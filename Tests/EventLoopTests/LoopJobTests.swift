internal import EventLoop
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite struct LoopJobTests {
  /// What ran, in order.
  private final class Trace: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock { $0 } }
    func add(_ name: String) { names.withLock { $0.append(name) } }
  }

  private let trace = Trace()

  private func settle(_ loop: EventLoop) {
    while loop.runReadyJobs() {}
  }

  @Test func runOnTheLoopsThreadIsNow() {
    let (loop, trace) = (EventLoop(time: ManualTime()), trace)
    loop.run { trace.add("run") }
    trace.add("behind")
    #expect(trace.all == ["run", "behind"])
    #expect(!loop.hasReadyJobs)
  }

  @Test func laterIsBehindAllThatIsReady() {
    let (loop, trace) = (EventLoop(time: ManualTime()), trace)
    loop.later { trace.add("first") }
    loop.later { trace.add("second") }
    loop.run { trace.add("now") }
    #expect(loop.hasReadyJobs)
    settle(loop)
    #expect(trace.all == ["now", "first", "second"])
    #expect(!loop.hasReadyJobs)
  }

  @Test func jobsRunInTheOrderTheyBecameReady() {
    let (loop, trace) = (EventLoop(time: ManualTime()), trace)
    for number in 0..<50 { loop.later { trace.add("\(number)") } }
    settle(loop)
    #expect(trace.all == (0..<50).map(String.init))
  }

  @Test func whatBecomesReadyMeanwhileIsLeftForTheNextTime() {
    let (loop, trace) = (EventLoop(time: ManualTime()), trace)
    loop.later {
      trace.add("outer")
      loop.later { trace.add("inner") }
    }
    #expect(loop.runReadyJobs())
    #expect(trace.all == ["outer"])
    #expect(loop.hasReadyJobs)
    #expect(loop.runReadyJobs())
    #expect(trace.all == ["outer", "inner"])
    #expect(!loop.runReadyJobs())
  }

  @Test func aTaskThatPrefersTheLoopStaysOnItAcrossSuspensions() {
    let (loop, trace) = (EventLoop(time: ManualTime()), trace)
    Task(executorPreference: loop) {
      trace.add("a \(loop.isOnLoop)")
      await Task.yield()
      trace.add("b \(loop.isOnLoop)")
    }
    loop.later { trace.add("between") }
    settle(loop)
    #expect(trace.all == ["a true", "between", "b true"])
  }

  @Test func whatHasNotRunYetCountsAsReady() {
    let (loop, trace) = (EventLoop(time: ManualTime()), trace)
    for name in ["first", "second"] { loop.later { trace.add("\(name) \(loop.hasReadyJobs)") } }
    #expect(loop.runReadyJobs())
    #expect(trace.all == ["first true", "second false"])
  }

  @Test func somethingIsToldAfterEveryJob() {
    let (loop, trace) = (EventLoop(time: ManualTime()), trace)
    loop.afterEachJob = { trace.add("after") }
    loop.later { trace.add("one") }
    loop.later { trace.add("two") }
    settle(loop)
    #expect(trace.all == ["one", "after", "two", "after"])
  }

  @Test func fromAnotherThreadTheLoopIsWokenAndDoesTheWork() async {
    let (loop, trace) = (EventLoop(time: ManualTime()), trace)
    await OwnThread.run {
      let woken = Pipe()
      loop.adoptCurrentThread { woken.signal() }
      Task.detached {
        trace.add("elsewhere \(loop.isOnLoop)")
        loop.run { trace.add("on the loop \(loop.isOnLoop)") }
      }
      woken.wait()
      while loop.runReadyJobs() {}
    }
    #expect(trace.all == ["elsewhere false", "on the loop true"])
  }
}
