internal import Testing

@testable internal import TransportHost

/// The table of open calls by itself, where a host meets the moments between two steps only by chance.
@Suite struct CallTableTests {
  private func call(deadline: Int) -> CallTable.Call {
    CallTable.Call(waiter: .nobody, deadline: deadline, timeLimit: 1, maxResponseBytes: 1)
  }

  @Test func oneThatIsAboutToBeSentIsLeftWhenTheSessionEnds() {
    var table = CallTable()
    let number = table.add(call(deadline: 5))
    let ended = table.takeAll()
    #expect(ended.isEmpty)
    // Its number is still its own.
    let isToBeTold = table.cancel(number, by: 7) == .tellModule
    #expect(!isToBeTold)
    let wasCancelled = table.sent(number)
    #expect(wasCancelled)
  }

  @Test func oneThatIsAboutToBeSentIsLookedAtAgainSoonAndHidesNoEarlierOne() {
    var table = CallTable()
    _ = table.add(call(deadline: 5))
    let alone = table.takeOverdue(at: 5)
    #expect(alone.next == 1_000_005)
    _ = table.add(call(deadline: 9))
    _ = table.add(call(deadline: 2))
    let (overdue, next) = table.takeOverdue(at: 5)
    #expect(overdue.isEmpty)
    #expect(next == 9)
  }
}
