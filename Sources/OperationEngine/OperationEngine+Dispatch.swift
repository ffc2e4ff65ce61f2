internal import GatewayCore
internal import Synchronization

/// Sending: whose turn it is, the baseline, the request, and what its answer means.
extension OperationEngine {
  /// Looks for operations to send, behind all that is to be done now.
  func pumpLater() {
    let isNeeded = state.withLock { state in
      let isNeeded = !state.isPumping
      state.isPumping = true
      return isNeeded
    }
    guard isNeeded else { return }
    Task(executorPreference: executor) { self.pump() }
  }

  private func pump() {
    let now = clock.now
    let (starting, next) = state.withLock { state -> ([OperationID], (at: Timestamp, device: Int)?) in
      state.isPumping = false
      guard !state.isStopped else { return ([], nil) }
      var starting: [OperationID] = []
      var next: (at: Timestamp, device: Int)?
      let most = state.pause.isOn ? 1 : settings.maxDispatch
      while state.inDispatch < most, let id = state.takeReady() {
        if settings.isReadOnly, !(state.live[id]?.operation.kinds.isReading ?? true) { continue }
        if let probe = state.pause.nextProbe, probe > now {
          next = state.hold(id, .unauthorized, since: now, until: probe).map { (probe, $0) }
          state.tellAll(.unauthorized, since: now, until: probe)
          break
        }
        if let opening = backend.nextDispatch {
          next = state.hold(id, .rateLimit, since: now, until: opening).map { (opening, $0) }
          state.tellAll(.rateLimit, since: now, until: opening)
          break
        }
        if !(state.bucket?.take(at: now) ?? true) {
          let token = state.bucket?.nextToken(after: now) ?? now
          next = state.hold(id, .rateLimit, since: now, until: token).map { (token, $0) }
          state.tellAll(.rateLimit, since: now, until: token)
          break
        }
        state.inDispatch += 1
        starting.append(id)
      }
      return (starting, next)
    }
    if let next { _ = clock.schedule(at: next.at, for: next.device) { [weak self] in self?.pumpLater() } }
    for id in starting {
      guard advance(id, .dispatch) else {
        finishDispatch()
        continue
      }
      Task(executorPreference: executor) { await self.dispatch(id) }
    }
  }

  private func finishDispatch() {
    state.withLock { $0.inDispatch -= 1 }
    pumpLater()
  }

  private func dispatch(_ id: OperationID) async {
    guard let operation = current(id) else { return finishDispatch() }
    let baseline: Observation
    do throws(GatewayError) {
      baseline = try await backend.observe(operation.device.id, .baseline)
    } catch {
      settle(id, error, AnswerTable.meaningBeforeSending(of: .kind(error.kind)), wasSent: false)
      return finishDispatch()
    }
    state.withLock { state in
      state.live[id]?.trail = EvidenceTrail(baseline: baseline)
      state.live[id]?.operation.device.name = baseline.name
      state.live[id]?.operation.device.serialNumber = baseline.serialNumber
    }
    do throws(GatewayError) {
      // A request of an at-most-once kind leaves only when it is stored that it does.
      if operation.kinds.repetition == .atMostOnce { try await journal.commit() }
      let receipt = try await backend.send(DispatchOrder(current(id) ?? operation))
      accept(id, receipt, baseline)
    } catch {
      settle(
        id, error, AnswerTable.meaning(of: .kind(error.kind), isHeadless: operation.kinds.isHeadless), wasSent: true)
    }
    finishDispatch()
    await seekEvidence(id)
  }

  private func accept(_ id: OperationID, _ receipt: UpstreamReceipt, _ baseline: Observation) {
    beginAwaiting(id, baseline)
    state.withLock { state in
      state.pause.accepted()
      state.live[id]?.operation.attempts += 1
    }
    advance(id, .accepted, detail: receipt.statusText) { live in
      live.repetition = 0
      live.receipt = receipt
      live.operation.upstream = receipt
    }
  }

  /// The time for evidence counts from the request on.
  private func beginAwaiting(_ id: OperationID, _ baseline: Observation) {
    let now = clock.now
    let limit = settings.retry.limit(updateFrequency: baseline.updateFrequency)
    state.withLock { state in
      state.live[id]?.limitLeft = limit
      state.live[id]?.limitCountedAt = now
      state.live[id]?.isPending = false
    }
  }

  /// Does what an answer other than "taken" means.
  private func settle(_ id: OperationID, _ error: GatewayError, _ meaning: AnswerTable.Meaning, wasSent: Bool) {
    // Without names in the request there is nothing to look up again: a device that is not found is gone.
    let event: OperationEvent = if case .event(let event) = meaning { event } else { .rejected }
    // Whoever answers anything else has taken the token; nothing is known of it where nothing was sent.
    if event != .unauthorized, event != .notSent { state.withLock { $0.pause.accepted() } }
    switch event {
    case .unavailable, .rateLimited, .notSent, .unauthorized:
      putOff(id, event, error)
    case .outcomeUnknown:
      state.withLock { state in
        state.live[id]?.operation.attempts += 1
        state.live[id]?.mayHaveArrived = true
      }
      if let baseline = state.withLock({ $0.live[id]?.trail?.baseline }) { beginAwaiting(id, baseline) }
      putOff(id, event, error)
    default:
      if wasSent { state.withLock { $0.live[id]?.operation.attempts += 1 } }
      advance(id, .rejected, detail: error.kind.rawValue) { $0.operation.error = error }
    }
  }

  /// Waits for another try, where the table says so.
  private func putOff(_ id: OperationID, _ event: OperationEvent, _ error: GatewayError) {
    let now = clock.now
    guard let live = state.withLock({ $0.live[id] }) else { return }
    let backoff = settings.retry.backoff(repetition: live.repetition, jitter: jitter(for: id, live.repetition))
    // Upstream may say when, but not "at once": it would be asked without end.
    let until = now.advanced(bySeconds: error.retryAfter.flatMap { $0 >= 1 ? $0 : nil } ?? backoff)
    if event == .unauthorized { state.withLock { $0.pause.refused(probeAgainAt: until) } }
    advance(id, event, detail: error.message) { live in
      switch live.operation.state {
      case .waiting:
        live.repetition += 1
        live.operation.waitingFor = WaitingFor(
          event.waitingReason(error), since: now, until: until, detail: error.message)
        live.wakeKey = wakeLater(id, live.operation.device.id, at: until)
      case .unconfirmed:
        live.operation.error = .unconfirmed
      default:
        break
      }
    }
    // A deadline that came while the request was under way could not end it.
    if live.operation.expiresAt <= now { deadline(id) }
  }
}

extension OperationEvent {
  /// Why an operation waits that was put off by this.
  fileprivate func waitingReason(_ error: GatewayError) -> WaitingFor.Reason {
    switch self {
    case .unavailable: error.isDeviceBusy ? .deviceBusy : .deviceOffline
    case .rateLimited: .rateLimit
    case .notSent: .upstreamDown
    case .unauthorized: .unauthorized
    default: .backoff
    }
  }
}
