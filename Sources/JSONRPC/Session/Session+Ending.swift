internal import EventLoop
internal import JSON

/// Cancelling calls, and the end of the session (protocol.md 4 and 5).
extension Session {
  /// Asks every request with that id to stop; each still gets its one answer.
  func cancel(_ id: RequestID) {
    for call in byID[id] ?? [] { cancel(call) }
    // Where calls go step by step, what has not begun stands behind the cancel.
    guard !limits.isStepwise else { return }
    for _ in 0..<room.cancel(id) { answerUnstarted(.cancelled("cancelled by the client"), id: id) }
    batch?.cancelledIDs.insert(id)
  }

  private func cancel(_ call: Call) {
    call.markCancelled()
    switch call.stage {
    case .blocked, .shelved, .new:
      refuse(call, .cancelled("cancelled by the client"))
    case .parked:
      call.parking?.end(nil)
    case .running:
      // The task serves this one call from now on.
      call.runner?.isRetired = true
      call.runner?.task?.cancel()
    case .finished:
      break
    }
  }

  /// Answers a call that was taken in and has not begun, or will not end in time.
  private func refuse(_ call: Call, _ error: RPCError) {
    if call.stage == .blocked, limits.blockedCallsOnlyWait {
      counts.waiting -= 1
      counts.inWork += 1
    }
    shelf.removeAll { $0 === call }
    released.removeAll { $0 === call }
    answerDirectly(call, error)
  }

  private func answerDirectly(_ call: Call, _ error: RPCError) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("jsonrpc")
    writer.string("2.0")
    writer.member("id")
    (call.id ?? .null).write(to: &writer)
    writer.member("error")
    error.write(to: &writer)
    writer.endObject()
    answer(call, error, &writer)
  }

  private func answerUnstarted(_ error: RPCError, id: RequestID?) {
    let call = makeCall(Refusal(error), id: id, batch: nil)
    counts.inWork += 1
    answerDirectly(call, error)
  }

  // MARK: The end

  /// No more input will come.
  ///
  /// Waits go on, each up to its own time and at most to the end of the drain.
  package func endOfInput() {
    guard phase == .open, isReading else { return }
    isReading = false
    input.end()
    hasFreshInput = true
    drain(waitsAnswer: false)
  }

  /// What a signal asks for: what is not a whole message yet counts as not read, and waits answer at once with the
  /// state they see.
  ///
  /// A second one ends the drain.
  package func shutDown() {
    guard phase != .draining(waitsAnswer: true) else { return drainIsOver() }
    isReading = false
    handler.sessionEnds()
    drain(waitsAnswer: true)
    for call in inOrder(suspended.values) where call.stage == .parked && call.parking?.kind == .waiting {
      call.parking?.end(.ending)
    }
  }

  /// The same for a message that asks for it: what stands behind it in the stream counts as not read.
  func shutDownBehindThis() {
    hasFreshInput = false
    if phase != .draining(waitsAnswer: true) { shutDown() }
  }

  /// Nobody is left to answer to.
  package func abandon() {
    phase = .over
    output.discard()
  }

  private func drain(waitsAnswer: Bool) {
    switch phase {
    case .open:
      phase = .draining(waitsAnswer: waitsAnswer)
      drainTimer = loop.addTimer(afterSeconds: limits.drainSeconds) { [unowned self] in drainIsOver() }
    case .draining(let already):
      phase = .draining(waitsAnswer: waitsAnswer || already)
    case .over:
      break
    }
  }

  /// Answers what the drain could not finish.
  ///
  /// Waits tell the state they see; what was not begun is not begun any more.
  private func drainIsOver() {
    guard phase != .over, !isPastDrain else { return }
    phase = .draining(waitsAnswer: true)
    isPastDrain = true
    for call in inOrder(suspended.values) {
      call.markCancelled()
      switch call.stage {
      case .parked: call.parking?.end(call.parking?.kind == .waiting ? .some(.ending) : nil)
      case .new, .blocked, .shelved: refuse(call, .unstarted)
      case .running:
        call.runner?.task?.cancel()
        answerSoon(call)
      case .finished: break
      }
    }
  }

  /// A call that stops at once because it was cancelled knows best what it has done; any other is answered for.
  private func answerSoon(_ call: Call, turns: Int = 4) {
    guard call.body.mayHaveChangedSomething, turns > 0 else {
      if call.stage == .running { answerDirectly(call, unfinished(call)) }
      return
    }
    loop.later { self.answerSoon(call, turns: turns - 1) }
  }

  private func unfinished(_ call: Call) -> RPCError {
    call.body.mayHaveChangedSomething
      ? .outcomeUnknown : .undone(call.storedOperation)
  }

  func endIfDone() {
    guard case .draining = phase, suspended.isEmpty, counts.inWork == 0, room.isEmpty, batch == nil, !hasFreshInput,
      output.pendingBytes == 0, isPastDrain || !handler.hasDueWork
    else { return }
    phase = .over
  }

  private func inOrder(_ calls: some Sequence<Call>) -> [Call] {
    calls.sorted { $0.sequence < $1.sequence }
  }
}

extension RPCError {
  fileprivate static var outcomeUnknown: RPCError {
    RPCError(
      code: -32008, kind: "outcome_unknown", message: "the session ended while this was being done"
    ) { data in
      data.member("hint")
      data.string("read what it was about to see whether it was done")
    }
  }

  static func undone(_ operation: String?) -> RPCError {
    .cancelled("the session ended before this was done", operation: operation)
  }

  static var unstarted: RPCError {
    .cancelled("the session ended before this was begun")
  }
}
