internal import Testing

@testable internal import JSONRPC

@Suite struct OrderGateMixTests {
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
        let call = GateCalls().call(calls.count, touch)
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
