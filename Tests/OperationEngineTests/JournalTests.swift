internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Synchronization
internal import Testing

/// What is kept of operations in memory, and what those are told who watch.
@Suite struct JournalTests {
  private func changes(
    _ bench: EngineBench, since sequence: Int
  ) throws -> (changes: [OperationChange], hasGap: Bool) {
    try bench.run { [journal = bench.journal] in try await journal.changes(since: sequence) }
  }

  @Test func whatIsSubmittedIsStored() throws {
    let bench = EngineBench()
    let id = try bench.submit(.reboot)
    let stored = try bench.run { [journal = bench.journal] in try await journal.operation(id) }
    #expect(stored?.id == id)
    #expect(!bench.journal.isDurable)
  }

  @Test func everyStepHasItsPlaceAndIsToldOnce() throws {
    let bench = EngineBench()
    let told = Mutex<[(sequence: Int, state: OperationState)]>([])
    let key = bench.engine.observe { change in told.withLock { $0.append((change.sequence, change.operation.state)) } }
    try bench.submit(.reboot)
    bench.advance(bySeconds: 300)
    let seen = told.withLock { $0 }
    #expect(seen.map(\.state) == [.queued, .dispatching, .accepted, .succeeded])
    #expect(seen.map(\.sequence) == [1, 2, 3, 4])
    #expect(bench.journal.sequence == 4)
    bench.engine.stopObserving(key)
    try bench.submit(.sync)
    #expect(told.withLock { $0.count } == 4)
  }

  @Test func changesCanBeAskedForAgain() throws {
    let bench = EngineBench()
    try bench.submit(.reboot)
    bench.advance(bySeconds: 300)
    for since in 0...4 {
      let (changes, hasGap) = try changes(bench, since: since)
      #expect(changes.map(\.sequence) == Array((since + 1)..<5))
      #expect(!hasGap)
    }
  }

  @Test func whatIsGoneIsAGap() throws {
    let bench = EngineBench(journal: MemoryJournal(keptChanges: 10))
    for _ in 0..<10 {
      try bench.submit(.sync)
      bench.advance(bySeconds: 60)
    }
    #expect(bench.journal.sequence == 40)
    #expect(try changes(bench, since: 0).hasGap)
    let kept = try changes(bench, since: 0).changes
    #expect((10...20).contains(kept.count))
    #expect(kept.last?.sequence == 40)
    let first = try #require(kept.first?.sequence)
    #expect(try !changes(bench, since: first - 1).hasGap)
    #expect(try changes(bench, since: first - 2).hasGap)
  }

  @Test func endedOperationsAreForgottenOldestFirstAndLiveOnesNever() throws {
    let bench = EngineBench(journal: MemoryJournal(keptEnded: 10))
    let live = try bench.submit(.sync, on: 2) { $0.body.notBefore = bench.now.advanced(bySeconds: 80_000) }
    let ids = try (0..<35).map { index in
      let id = try bench.submit(.sync) { $0.idempotencyKey = ExactString("key \(index)") }
      bench.advance(bySeconds: 60)
      return id
    }
    let known = try ids.filter { id in
      try bench.run { [journal = bench.journal] in try await journal.operation(id) } != nil
    }
    #expect((10...20).contains(known.count))
    #expect(known == Array(ids.suffix(known.count)))
    #expect(try bench.state(live) == .waiting)
    let error = try #require(throws: GatewayError.self) { try bench.operation(ids[0]) }
    #expect(error.kind == .notFound)
    // The key went with its operation.
    let again = try bench.submit(.sync) { $0.idempotencyKey = ExactString("key 0") }
    #expect(again != ids[0])
  }

  @Test func anEndLeavesNothingBehindInTheEngine() throws {
    let bench = EngineBench()
    for device in 1...20 { try bench.submit(.sync, on: device) }
    bench.advance(bySeconds: 700)
    bench.advance(bySeconds: 90_000)
    #expect(bench.engine.liveCount == 0)
    for device in 1...20 { #expect(!bench.engine.hasLiveOperations(device)) }
    #expect(!bench.engine.hasDueWork)
    #expect(bench.engine.awaitedDevices.isEmpty)
  }

  @Test func theStatesAreCounted() throws {
    let bench = EngineBench()
    try bench.submit(.sync)
    bench.advance(bySeconds: 60)
    try bench.submit(.reboot)
    try bench.submit(.reboot)
    let counts = try bench.run { [journal = bench.journal] in try await journal.counts() }
    #expect(counts == [.succeeded: 1, .accepted: 1, .queued: 1])
  }

  @Test func whoListensIsWokenByEveryStep() throws {
    let bench = EngineBench()
    let id = try bench.submit(.reboot)
    let woken = Mutex(0)
    let listener = bench.engine.listen(to: [id]) { woken.withLock { $0 += 1 } }
    #expect(bench.engine.awaitedDevices == [1])
    bench.advance(bySeconds: 300)
    #expect(woken.withLock { $0 } == 1)
    bench.engine.stopListening(listener)
    #expect(bench.engine.awaitedDevices.isEmpty)
  }

  @Test func aGetThatOnlyItsCallerKnowsIsNotListed() throws {
    let bench = EngineBench()
    let id = try bench.submit(.get) {
      $0.isEphemeral = true
      $0.variables = [Variable(path: try bench.code())]
    }
    #expect(try bench.state(id) == .succeeded)
    let page = try bench.run { [journal = bench.journal] in try await journal.page(OperationQuery()) }
    #expect(page.operations.isEmpty)
    #expect(bench.journal.sequence == 0)
  }
}
