internal import Testing

@testable internal import JSONRPC

@Suite struct OrderGateTests {
  private let calls = GateCalls()

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
    let (calls, waiting) = self.calls.fill(&gate, [earlier, later])
    #expect(waiting == (waits ? [1] : []))
    #expect(gate.release(calls[0]).map(\.sequence) == waiting)
    #expect(gate.release(calls[1]).isEmpty)
    #expect(gate.isEmpty)
  }

  @Test func readsOfOneThingShareAndAWriteWaitsForAllOfThem() {
    var gate = OrderGate()
    let (calls, waiting) = self.calls.fill(&gate, [.read(1), .read(1), .write(1), .read(1)])
    #expect(waiting == [2, 3])
    #expect(gate.release(calls[1]).isEmpty)
    #expect(gate.release(calls[0]).map(\.sequence) == [2])
    #expect(gate.release(calls[2]).map(\.sequence) == [3])
  }

  @Test func writesOfOneThingGoOneByOneInTheirOrder() {
    var gate = OrderGate()
    let (calls, waiting) = self.calls.fill(&gate, [.write(1), .write(1), .write(1), .write(2)])
    #expect(waiting == [1, 2])
    #expect(gate.release(calls[0]).map(\.sequence) == [1])
    #expect(gate.release(calls[1]).map(\.sequence) == [2])
  }

  @Test func aReadOfAllSeesEveryWriteBeforeItAndNoneBehind() {
    var gate = OrderGate()
    let (calls, waiting) = self.calls.fill(&gate, [.write(1), .write(2), .readAll, .write(3), .read(4)])
    #expect(waiting == [2, 3])
    #expect(gate.release(calls[1]).isEmpty)
    #expect(gate.release(calls[0]).map(\.sequence) == [2])
    #expect(gate.release(calls[2]).map(\.sequence) == [3])
  }

  @Test func aWriteOfAllIsABarrier() {
    var gate = OrderGate()
    let (calls, waiting) = self.calls.fill(&gate, [.read(1), .write(2), .writeAll, .read(1), .read(3), .write(2)])
    #expect(waiting == [2, 3, 4, 5])
    #expect(gate.release(calls[0]).isEmpty)
    #expect(gate.release(calls[1]).map(\.sequence) == [2])
    #expect(gate.release(calls[2]).map(\.sequence) == [3, 4, 5])
  }

  @Test func whatTouchesNothingNeverWaitsAndIsNotStored() {
    var gate = OrderGate()
    let (_, waiting) = self.calls.fill(&gate, [.nothing, .nothing])
    #expect(waiting == [])
    #expect(gate.isEmpty)
  }

  @Test func whoGivesUpWhileItWaitsIsNotFreedLater() {
    var gate = OrderGate()
    let (calls, _) = self.calls.fill(&gate, [.write(1), .write(1), .read(1)])
    #expect(gate.release(calls[1]).isEmpty)
    #expect(gate.release(calls[0]).map(\.sequence) == [2])
    #expect(gate.release(calls[2]).isEmpty)
    #expect(gate.isEmpty)
  }

  @Test func releasingTwiceFreesNobodyTwice() {
    var gate = OrderGate()
    let (calls, _) = self.calls.fill(&gate, [.write(1), .read(1)])
    #expect(gate.release(calls[0]).map(\.sequence) == [1])
    #expect(gate.release(calls[0]).isEmpty)
  }

  /// A selector by name may mean another device once the call before it has renamed one.
  @Test func aCallThatMeansAnotherThingByNowWaitsForThatToo() throws {
    var gate = OrderGate()
    let (calls, waiting) = self.calls.fill(&gate, [.write(1), .write(2), .read(1), .write(3)])
    #expect(waiting == [2])
    try #require(calls[2].body as? GateCalls.Body).touch = .read(2)
    #expect(gate.release(calls[0]).isEmpty)
    #expect(gate.release(calls[1]).map(\.sequence) == [2])
    #expect(gate.release(calls[3]).isEmpty)
  }

  @Test func aLaterCallIsNoReasonToWaitForOneThatMeansAnotherThing() throws {
    var gate = OrderGate()
    let (calls, waiting) = self.calls.fill(&gate, [.write(1), .read(1), .write(3)])
    #expect(waiting == [1])
    try #require(calls[1].body as? GateCalls.Body).touch = .read(3)
    #expect(gate.release(calls[0]).map(\.sequence) == [1])
  }
}
