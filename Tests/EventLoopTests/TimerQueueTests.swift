internal import EventLoop
internal import Testing

@Suite struct TimerQueueTests {
  /// Takes everything up to `limit`, in the order it comes.
  private func drain(_ queue: inout TimerQueue<Int, String>, upTo limit: Int = .max) -> [String] {
    var taken: [String] = []
    while let (_, action) = queue.takeNext(upTo: limit) { taken.append(action) }
    return taken
  }

  @Test func entriesComeInTheOrderOfTheirTimes() {
    var queue = TimerQueue<Int, String>()
    for (instant, name) in [(5, "five"), (1, "one"), (9, "nine"), (-3, "before")] { queue.add(at: instant, name) }
    #expect(queue.nextInstant() == -3)
    #expect(drain(&queue) == ["before", "one", "five", "nine"])
    #expect(queue.isEmpty)
    #expect(queue.nextInstant() == nil)
  }

  @Test func entriesOfOneTimeComeInTheOrderTheyWereAdded() {
    var queue = TimerQueue<Int, String>()
    for number in 0..<100 { queue.add(at: number % 2, "\(number)") }
    let expected = (0..<100).filter { $0 % 2 == 0 } + (0..<100).filter { $0 % 2 == 1 }
    #expect(drain(&queue) == expected.map(String.init))
  }

  @Test func whatIsNotDueStays() {
    var queue = TimerQueue<Int, String>()
    queue.add(at: 10, "due")
    queue.add(at: 11, "later")
    #expect(drain(&queue, upTo: 10) == ["due"])
    #expect(queue.count == 1)
    #expect(queue.nextInstant() == 11)
  }

  @Test func anEntryIsTakenWithItsTime() {
    var queue = TimerQueue<Int, String>()
    queue.add(at: 7, "seven")
    let next = queue.takeNext(upTo: 100)
    #expect(next?.instant == 7)
    #expect(next?.action == "seven")
    #expect(queue.takeNext(upTo: 100) == nil)
  }

  @Test func aCancelledEntryNeverComes() {
    var queue = TimerQueue<Int, String>()
    let first = queue.add(at: 1, "first")
    queue.add(at: 2, "second")
    let third = queue.add(at: 3, "third")
    queue.cancel(first)
    queue.cancel(third)
    #expect(queue.count == 1)
    #expect(queue.nextInstant() == 2)
    #expect(drain(&queue) == ["second"])
  }

  @Test func cancellingWhatWasTakenMeetsNobodyElse() {
    var queue = TimerQueue<Int, String>()
    let taken = queue.add(at: 1, "taken")
    #expect(drain(&queue) == ["taken"])
    queue.add(at: 1, "other")
    queue.cancel(taken)
    queue.cancel(taken)
    #expect(drain(&queue) == ["other"])
  }

  @Test func theEarliestOfSomeIsFoundWithoutTakingIt() {
    var queue = TimerQueue<Int, String>()
    queue.add(at: 1, "x")
    queue.add(at: 8, "y")
    let cancelled = queue.add(at: 2, "y")
    queue.add(at: 5, "y")
    queue.cancel(cancelled)
    #expect(queue.nextInstant { $0 == "y" } == 5)
    #expect(queue.nextInstant { $0 == "z" } == nil)
    #expect(queue.count == 3)
  }

  /// What was cancelled is thrown out once it is most of the queue; what is left keeps its order.
  @Test(arguments: [10, 65, 200, 5000])
  func orderSurvivesThrowingOutWhatWasCancelled(_ size: Int) {
    var queue = TimerQueue<Int, String>()
    let keys = (0..<size).map { number in queue.add(at: (number * 7919) % 13, "\(number)") }
    for (number, key) in keys.enumerated() where number % 5 != 0 { queue.cancel(key) }
    let kept = (0..<size).filter { $0 % 5 == 0 }.sorted { left, right in
      let (first, second) = ((left * 7919) % 13, (right * 7919) % 13)
      return first == second ? left < right : first < second
    }
    #expect(queue.count == kept.count)
    #expect(drain(&queue) == kept.map(String.init))
  }

  @Test(arguments: UInt64(1)...20)
  func anyMixOfStepsAgreesWithASortedList(_ seed: UInt64) {
    var random = SystemlessRandom(state: seed)
    var queue = TimerQueue<Int, Int>()
    var model: [(instant: Int, number: Int, key: TimerQueue<Int, Int>.Key)] = []
    for number in 0..<600 {
      switch random.next(below: 4) {
      case 0, 1:
        let instant = random.next(below: 50)
        let place = model.lastIndex { $0.instant <= instant }.map { $0 + 1 } ?? 0
        model.insert((instant, number, queue.add(at: instant, number)), at: place)
      case 2 where !model.isEmpty:
        queue.cancel(model.remove(at: random.next(below: model.count)).key)
      default:
        let limit = random.next(below: 50)
        let expected = model.first.flatMap { $0.instant <= limit ? $0.number : nil }
        if expected != nil { model.removeFirst() }
        #expect(queue.takeNext(upTo: limit)?.action == expected)
      }
      #expect(queue.count == model.count)
    }
    #expect(queue.nextInstant() == model.first?.instant)
  }
}

/// Random numbers that a seed decides.
private struct SystemlessRandom {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
}
