internal import EventLoop
internal import JSON

/// From a call that may start to its answer.
extension Session {
  // MARK: Starting

  /// Takes a new call in.
  ///
  /// Returns true when it may run now; else it waits for those before it or for a place.
  func admit(_ call: Call) -> Bool {
    counts.inWork += 1
    // As long as nothing is in the gate, what a light call touches matters only if it suspends.
    if gate.isEmpty, !call.body.isHeavy { return true }
    let touch = call.body.touch
    call.touched = touch
    guard gate.isOpen(for: touch) else {
      gate.block(call, touch)
      remember(call)
      call.stage = .blocked
      if limits.blockedCallsOnlyWait { beginWaiting(call) }
      return false
    }
    guard call.body.isHeavy else { return true }
    gate.hold(call, touch)
    remember(call)
    return startHeavy(call)
  }

  /// Heavy calls have places of their own, so that what they answer does not pile up.
  private func startHeavy(_ call: Call) -> Bool {
    guard counts.heavy < limits.maxHeavy else {
      call.stage = .shelved
      shelf.append(call)
      return false
    }
    counts.heavy += 1
    return true
  }

  var canTakeFromShelf: Bool {
    !shelf.isEmpty && counts.heavy < limits.maxHeavy
  }

  func takeFromShelf() -> Call? {
    guard canTakeFromShelf else { return nil }
    counts.heavy += 1
    return shelf.removeFirst()
  }

  /// The call lets those behind it pass: it has had its effect, or is done.
  func release(_ call: Call) {
    call.hasHadEffect = true
    for freed in gate.release(call) {
      if limits.blockedCallsOnlyWait { endWaiting(freed) }
      freed.stage = .new
      if !freed.body.isHeavy || startHeavy(freed) { released.append(freed) }
    }
  }

  // MARK: Runners

  func resumeRunner() {
    if let runner = idleRunners.popLast() {
      runner.resume()
      return
    }
    let runner = Runner()
    let handle = RunnerHandle(runner)
    runner.task = Task(executorPreference: loop) { [self] in await run(handle) }
  }

  private func run(_ handle: RunnerHandle) async {
    let runner = handle.runner
    while !runner.isRetired {
      while let call = nextCall() {
        call.runner = runner
        if answerAtOnce(call) { continue }
        call.stage = .running
        performing = call
        await perform(call)
        if runner.isRetired { return }
      }
      await withCheckedContinuation { continuation in
        runner.park(continuation)
        idleRunners.append(runner)
      }
    }
  }

  /// A job of the loop has returned: the call that it left unfinished is suspended, and can be found from now on.
  func noteSuspended() {
    guard let call = performing else { return }
    performing = nil
    guard !call.isRemembered else { return }
    if !call.hasHadEffect { gate.hold(call, call.touched ?? call.body.touch) }
    remember(call)
  }

  private func remember(_ call: Call) {
    call.isRemembered = true
    suspended[ObjectIdentifier(call)] = call
    if let id = call.id { byID[id, default: []].append(call) }
  }

  private func forget(_ call: Call) {
    guard call.isRemembered else { return }
    call.isRemembered = false
    suspended[ObjectIdentifier(call)] = nil
    release(call)
    guard let id = call.id, var others = byID[id] else { return }
    others.removeAll { $0 === call }
    byID[id] = others.isEmpty ? nil : others
  }

  // MARK: Performing

  /// Most calls need nothing that has to be waited for: they are answered here, without the machinery of tasks.
  private func answerAtOnce(_ call: Call) -> Bool {
    guard !call.isCancelled else { return false }
    let box = spareWriters.popLast() ?? WriterBox()
    beginAnswer(call, in: &box.writer)
    let mark = box.writer.mark
    do throws(RPCError) {
      beginResult(in: &box.writer)
      guard try call.body.answerAtOnce(call, into: &box.writer) else {
        giveBack(box)
        return false
      }
      box.writer.endObject()
      finish(call, nil, in: box)
    } catch {
      finish(call, error, behind: mark, in: box)
    }
    return true
  }

  private func perform(_ call: Call) async {
    let box = spareWriters.popLast() ?? WriterBox()
    beginAnswer(call, in: &box.writer)
    let mark = box.writer.mark
    do throws(RPCError) {
      if call.isCancelled { throw call.cancellation }
      beginResult(in: &box.writer)
      if call.body.isHeavy {
        try await performElsewhere(call, box)
      } else {
        try await call.body.invoke(call, into: &box.writer)
      }
      box.writer.endObject()
      finish(call, nil, in: box)
    } catch {
      finish(call, error, behind: mark, in: box)
    }
  }

  /// Runs a heavy call on the shared pool of threads, away from the loop.
  private func performElsewhere(_ call: Call, _ box: WriterBox) async throws(RPCError) {
    let handle = WriterHandle(box)
    let failure: RPCError? = await withTaskExecutorPreference(globalConcurrentExecutor) {
      do throws(RPCError) {
        try await call.body.invoke(call, into: &handle.box.writer)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  private func beginAnswer(_ call: Call, in writer: inout JSONWriter) {
    writer.beginObject()
    writer.memberText(#""jsonrpc":"2.0","id":"#)
    if let id = call.id { id.write(to: &writer) } else { writer.null() }
  }

  private func beginResult(in writer: inout JSONWriter) {
    writer.memberText(#""result":"#)
    writer.beginObject()
  }

  private func finish(_ call: Call, _ error: RPCError, behind mark: JSONWriter.Mark, in box: WriterBox) {
    box.writer.rewind(to: mark)
    box.writer.member("error")
    error.write(to: &box.writer)
    finish(call, error, in: box)
  }

  /// The one place where a call ends: its answer, when one is owed, is written here and nowhere else.
  private func finish(_ call: Call, _ error: RPCError?, in box: WriterBox) {
    box.writer.endObject()
    answer(call, error, &box.writer)
    giveBack(box)
  }

  private func giveBack(_ box: WriterBox) {
    // Who asks for one page after the other is answered from one piece of memory.
    box.writer.reset(keepingUpTo: spareWriters.isEmpty ? 2 << 20 : 64 << 10)
    spareWriters.append(box)
  }

  func answer(_ call: Call, _ error: RPCError?, _ message: inout JSONWriter) {
    guard call.stage != .finished else { return }
    call.stage = .finished
    if performing === call { performing = nil }
    let now = loop.time.now().nanoseconds
    lastTime = now
    call.body.willFinish(call, error, nanoseconds: now - call.startedAt)
    onFinish?(call, error)
    counts.inWork -= 1
    if call.body.isHeavy, call.runner != nil { counts.heavy -= 1 }
    if call.hasWaitingPlace { counts.places -= 1 }
    if let batch = call.batch {
      batch.onceAnswered += call.onceAnswered
      if call.id != nil { batch.add(message.bytes) }
      if batch.finishOne() { close(batch) }
    } else {
      if call.id != nil { send(&message) }
      for body in call.onceAnswered { body() }
    }
    call.onceAnswered = []
    call.runner = nil
    forget(call)
  }

  func close(_ batch: Batch) {
    if self.batch === batch { self.batch = nil }
    batch.close { send(&$0) }
    for body in batch.onceAnswered { body() }
  }

  private func send(_ message: inout JSONWriter) {
    guard phase != .over else { return }
    output.framing = input.framing ?? .line
    output.append(&message)
  }

  // MARK: Waiting

  func takeWaitingPlace() throws(RPCError) {
    guard counts.places < limits.maxWaiting else {
      throw .overloaded("\(limits.maxWaiting) requests wait already")
    }
    counts.places += 1
  }

  func park(_ call: Call) {
    call.stage = .parked
    if call.parking?.kind != .working { beginWaiting(call) }
  }

  func unpark(_ call: Call) {
    guard call.stage == .parked else { return }
    if call.parking?.kind != .working { endWaiting(call) }
    call.stage = .running
  }

  private func beginWaiting(_ call: Call) {
    counts.inWork -= 1
    counts.waiting += 1
  }

  private func endWaiting(_ call: Call) {
    counts.inWork += 1
    counts.waiting -= 1
  }
}

/// Carries a runner into the task that is its own.
private struct RunnerHandle: @unchecked Sendable {
  // @unchecked: made and used on the loop's thread only.
  let runner: Runner

  init(_ runner: Runner) {
    self.runner = runner
  }
}

/// Lends a writer to a heavy call, which alone uses it until it is done.
private struct WriterHandle: @unchecked Sendable {
  // @unchecked: the loop does not touch the writer while the call runs elsewhere.
  let box: WriterBox

  init(_ box: WriterBox) {
    self.box = box
  }
}
