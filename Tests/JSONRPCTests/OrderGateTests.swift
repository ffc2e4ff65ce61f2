internal import EventLoop
internal import JSON
internal import TestSupport
internal import Testing

@testable internal import JSONRPC

@Suite struct OrderGateTests {
  /// A call that does nothing, and may mean another thing by the time it starts.
  private final class Body: CallBody, @unchecked Sendable {
    // @unchecked: used on the test's thread only.
    var touch: Touch

    init(_ touch: Touch) {
      self.touch = touch
    }

    func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {}
  }

  private let session = Session(loop: EventLoop(time: ManualTime()), limits: SessionLimits(), handler: TestHandler())

  private func call(_ sequence: Int, _ touch: Touch) -> Call {
    Call(Body(touch), id: .integer(sequence), session: session, batch: nil, sequence: sequence, startedAt: 0)
  }

  /// Stores calls in turn, each holding when the gate is open for it and waiting when it is not.
  ///
  /// Returns the calls and which of them wait.
  private func fill(_ gate: inout OrderGate, _ touches: [Touch]) -> (calls: [Call], waiting: [Int]) {
    var calls: [Call] = []
    var waiting: [Int] = []
    for (sequence, touch) in touches.enumerated() {
      let call = call(sequence, touch)
      calls.append(call)
      if gate.isOpen(for: touch) {
        gate.hold(call, touch)
      } else {
        gate.block(call, touch)
        waiting.append(sequence)
      }
    }
    return (calls, waiting)
  }

  private static let several = Touch.readSeveral([1, 2])

  /// Who waits for whom: the earlier, the later, and whether the later one waits.
  @Test(arguments: [
    (Touch.nothing, Touch.writeAll, false), (.writeAll, .nothing, false),
    (.read(1), .read(1), false), (.read(1), .write(1), true), (.write(1), .read(1), true), (.write(1), .write(1), true),
    (.read(1), .write(2), false), (.write(1), .read(2), false), (.write(1), .write(2), false),
    (several, .write(2), true), (several, .write(3), false), (.write(1), several, true), (.write(3), several, false),
    (several, .read(1), false), (several, several, false),
    (.readUnresolved, .write(1), true), (.write(1), .readUnresolved, true), (.readUnresolved, .readAll, false),
    (.readAll, .write(1), true), (.write(1), .readAll, true), (.readAll, .readAll, false), (.readAll, .read(1), false),
    (.writeAll, .read(1), true), (.writeAll, .write(1), true), (.writeAll, .readAll, true), (.writeAll, several, true),
    (.writeAll, .readUnresolved, true), (.writeAll, .writeAll, true),
    (.read(1), .writeAll, true), (.write(1), .writeAll, true), (.readAll, .writeAll, true), (several, .writeAll, true),
    (.readUnresolved, .writeAll, true),
  ])
  func aLaterCallWaitsOnlyForWhatMattersToIt(_ earlier: Touch, _ later: Touch, _ waits: Bool) {
    #expect(later.mustWait(for: earlier) == waits)
    var gate = OrderGate()
    let (calls, waiting) = fill(&gate, [earlier, later])
    #expect(waiting == (waits ? [1] : []))
    #expect(gate.release(calls[0]).map(\.sequence) == waiting)
    #expect(gate.release(calls[1]).isEmpty)
    #expect(gate.isEmpty)
  }

  @Test func readsOfOneThingShareAndAWriteWaitsForAllOfThem() {
    var gate = OrderGate()
    let (calls, waiting) = fill(&gate, [.read(1), .read(1), .write(1), .read(1)])
    #expect(waiting == [2, 3])
    #expect(gate.release(calls[1]).isEmpty)
    #expect(gate.release(calls[0]).map(\.sequence) == [2])
    #expect(gate.release(calls[2]).map(\.sequence) == [3])
  }

  @Test func writesOfOneThingGoOneByOneInTheirOrder() {
    var gate = OrderGate()
    let (calls, waiting) = fill(&gate, [.write(1), .write(1), .write(1), .write(2)])
    #expect(waiting == [1, 2])
    #expect(gate.release(calls[0]).map(\.sequence) == [1])
    #expect(gate.release(calls[1]).map(\.sequence) == [2])
  }

  @Test func aReadOfAllSeesEveryWriteBeforeItAndNoneBehind() {
    var gate = OrderGate()
    let (calls, waiting) = fill(&gate, [.write(1), .write(2), .readAll, .write(3), .read(4)])
    #expect(waiting == [2, 3])
    #expect(gate.release(calls[1]).isEmpty)
    #expect(gate.release(calls[0]).map(\.sequence) == [2])
    #expect(gate.release(calls[2]).map(\.sequence) == [3])
  }

  @Test func aWriteOfAllIsABarrier() {
    var gate = OrderGate()
    let (calls, waiting) = fill(&gate, [.read(1), .write(2), .writeAll, .read(1), .read(3), .write(2)])
    #expect(waiting == [2, 3, 4, 5])
    #expect(gate.release(calls[0]).isEmpty)
    #expect(gate.release(calls[1]).map(\.sequence) == [2])
    #expect(gate.release(calls[2]).map(\.sequence) == [3, 4, 5])
  }

  @Test func whatTouchesNothingNeverWaitsAndIsNotStored() {
    var gate = OrderGate()
    let (_, waiting) = fill(&gate, [.nothing, .nothing])
    #expect(waiting == [])
    #expect(gate.isEmpty)
  }

  @Test func whoGivesUpWhileItWaitsIsNotFreedLater() {
    var gate = OrderGate()
    let (calls, _) = fill(&gate, [.write(1), .write(1), .read(1)])
    #expect(gate.release(calls[1]).isEmpty)
    #expect(gate.release(calls[0]).map(\.sequence) == [2])
    #expect(gate.release(calls[2]).isEmpty)
    #expect(gate.isEmpty)
  }

  @Test func releasingTwiceFreesNobodyTwice() {
    var gate = OrderGate()
    let (calls, _) = fill(&gate, [.write(1), .read(1)])
    #expect(gate.release(calls[0]).map(\.sequence) == [1])
    #expect(gate.release(calls[0]).isEmpty)
  }

  /// A selector by name may mean another device once the call before it has renamed one.
  @Test func aCallThatMeansAnotherThingByNowWaitsForThatToo() throws {
    var gate = OrderGate()
    let (calls, waiting) = fill(&gate, [.write(1), .write(2), .read(1), .write(3)])
    #expect(waiting == [2])
    try #require(calls[2].body as? Body).touch = .read(2)
    #expect(gate.release(calls[0]).isEmpty)
    #expect(gate.release(calls[1]).map(\.sequence) == [2])
    #expect(gate.release(calls[3]).isEmpty)
  }

  @Test func aLaterCallIsNoReasonToWaitForOneThatMeansAnotherThing() throws {
    var gate = OrderGate()
    let (calls, waiting) = fill(&gate, [.write(1), .read(1), .write(3)])
    #expect(waiting == [1])
    try #require(calls[1].body as? Body).touch = .read(3)
    #expect(gate.release(calls[0]).map(\.sequence) == [1])
  }

  /// Whatever comes and goes, two calls that exclude each other are never at work at once, and all get their turn.
  @Test(arguments: UInt64(1)...40)
  func anyMixKeepsTheRulesAndEnds(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var gate = OrderGate()
    let kinds: [Touch] = [
      .nothing, .read(1), .read(2), .write(1), .write(2), .readSeveral([1, 2]), .readUnresolved, .readAll, .writeAll,
    ]
    var touches: [Touch] = []
    var calls: [Call] = []
    var (atWork, done) = (Set<Int>(), Set<Int>())
    while done.count < 120 {
      if calls.count < 120, Bool.random(using: &random) || atWork.isEmpty {
        let touch = kinds.randomElement(using: &random) ?? .nothing
        let call = call(calls.count, touch)
        if gate.isOpen(for: touch) {
          gate.hold(call, touch)
          atWork.insert(calls.count)
        } else {
          gate.block(call, touch)
        }
        calls.append(call)
        touches.append(touch)
      } else if let next = atWork.sorted().randomElement(using: &random) {
        atWork.remove(next)
        done.insert(next)
        for freed in gate.release(calls[next]) { atWork.insert(freed.sequence) }
      } else {
        Issue.record("calls wait for each other")
        return
      }
      for later in calls.indices where atWork.contains(later) || done.contains(later) {
        let isTooEarly = (0..<later).contains { !done.contains($0) && touches[later].mustWait(for: touches[$0]) }
        #expect(!isTooEarly || done.contains(later))
      }
    }
    #expect(gate.isEmpty)
  }
}
