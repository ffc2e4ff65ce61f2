internal import GatewayCore
internal import JSON
internal import Synchronization

/// After sending: reading the device until it shows what became of the operation.
extension OperationEngine {
  /// Looks once, and plans the next look when that did not settle it.
  func seekEvidence(_ id: OperationID) async {
    guard let live = state.withLock({ $0.live[id] }) else { return }
    guard live.operation.state == .accepted || live.operation.state == .verifying else { return }
    if live.operation.kinds.isHeadless {
      await seekOutcome(id, live)
    } else {
      await seekSigns(id, live)
    }
    await planNextLook(id)
  }

  private func planNextLook(_ id: OperationID) async {
    let now = clock.now
    let plan: (next: Timestamp, device: Int, isOver: Bool)? = state.withLock { state in
      guard var live = state.live[id], live.operation.state == .accepted || live.operation.state == .verifying else {
        return nil
      }
      live.countLimit(at: now)
      state.live[id] = live
      let next = min(now.advanced(bySeconds: settings.retry.evidenceInterval), live.limitEnd)
      return (next, live.operation.device.id, live.limitLeft <= 0)
    }
    guard let plan else { return pumpLater() }
    guard !plan.isOver else {
      advance(id, .noEvidence) { $0.operation.error = .unconfirmed }
      return pumpLater()
    }
    let key = clock.schedule(at: plan.next, for: plan.device) { [weak self] in
      guard let self else { return }
      Task(executorPreference: executor) { await self.seekEvidence(id) }
    }
    state.withLock { $0.live[id]?.evidenceKey = key }
  }

  // MARK: Signs on the record

  private func seekSigns(_ id: OperationID, _ live: LiveOperation) async {
    guard var trail = live.trail else { return }
    do throws(GatewayError) {
      trail.add(try await backend.observe(live.operation.device.id, .evidence))
    } catch {
      // Not being able to look is no evidence; the limit goes on.
      return
    }
    let kinds = live.operation.kinds.kinds
    let image = live.operation.image
    let verdict = EvidenceTable.verdict(on: kinds, image: image, trail)
    state.withLock { state in
      state.live[id]?.countLimit(at: clock.now)
      state.live[id]?.trail = trail
      state.live[id]?.isPending = verdict == .pending
    }
    if live.operation.state == .verifying {
      if EvidenceTable.hasNotArrived(kinds, image: image, trail) {
        return resend(id)
      }
      guard EvidenceTable.hasArrived(kinds, image: image, trail), advance(id, .arrived) else { return }
    }
    switch verdict {
    case .succeeded: advance(id, .succeeded)
    case .failed:
      advance(id, .failed) { live in
        live.operation.error = GatewayError(.rejected, "the device shows that it was not done")
      }
    case .pending, .nothing: break
    }
  }

  /// Reading shows that the request never arrived: it is sent again, while attempts are left.
  private func resend(_ id: OperationID) {
    let now = clock.now
    let backoff = settings.retry.backoff(repetition: 0, jitter: jitter(for: id, 0))
    advance(id, .notArrived) { live in
      live.mayHaveArrived = false
      guard live.operation.state == .waiting else {
        live.operation.error = GatewayError(
          .upstreamError, "upstream did not take it in \(live.operation.attempts) attempts")
        return
      }
      let until = now.advanced(bySeconds: backoff)
      live.operation.waitingFor = WaitingFor(.backoff, since: now, until: until)
      live.wakeKey = wakeLater(id, live.operation.device.id, at: until)
    }
    if let operation = current(id), operation.expiresAt <= now { deadline(id) }
  }

  // MARK: The outcome of headless work

  private func seekOutcome(_ id: OperationID, _ live: LiveOperation) async {
    let order = DispatchOrder(live.operation)
    let outcome: HeadlessOutcome
    do throws(GatewayError) {
      outcome = try await backend.outcome(of: order, live.receipt ?? UpstreamReceipt())
    } catch {
      return
    }
    if case .running(let isListed) = outcome {
      // As long as upstream shows it, the limit for evidence stands still (protocol.md 7).
      state.withLock { state in
        state.live[id]?.countLimit(at: clock.now)
        state.live[id]?.isPending = isListed
      }
      if isListed, live.operation.state == .verifying { advance(id, .arrived) }
      return
    }
    if live.operation.state == .verifying, !advance(id, .arrived) { return }
    switch outcome {
    case .running: break
    case .failed(let error):
      advance(id, .failed, detail: error.kind.rawValue) { $0.operation.error = error }
    case .completed(let values, let instance):
      await conclude(id, order, values, instance)
    }
  }

  private func conclude(_ id: OperationID, _ order: DispatchOrder, _ values: [Variable], _ instance: String?) async {
    var result = OperationResult()
    result.instance = instance
    guard order.kinds.contains(.set) else {
      result.variables = values.map { OperationResult.CheckedVariable(hidden($0)) }
      advance(id, .succeeded) { $0.operation.result = result }
      return
    }
    let told: [Variable]?
    do throws(GatewayError) {
      told = try await backend.readBack(order.variables.map(\.path), from: order)?.map { hidden($0) }
    } catch {
      told = nil
    }
    result.variables = OperationEngine.checked(order.variables, against: told)
    let differing = result.variables.filter { $0.check == .differs }.map(\.variable.path)
    advance(id, differing.isEmpty ? .succeeded : .failed) { live in
      live.operation.result = result
      guard !differing.isEmpty else { return }
      live.operation.error = GatewayError(
        .rejected,
        "the device has other values than were set, for \(differing.count) of \(result.variables.count) paths")
    }
  }

  /// What reading back says about each value that was set.
  private static func checked(_ set: [Variable], against told: [Variable]?) -> [OperationResult.CheckedVariable] {
    set.map { variable in
      guard let told, let found = told.first(where: { ExactString($0.path) == ExactString(variable.path) }) else {
        return OperationResult.CheckedVariable(variable, check: .unreadable)
      }
      let type = found.type ?? variable.type ?? .string
      let isSame =
        ExactString(type.canonical(found.value ?? "")) == ExactString(type.canonical(variable.value ?? ""))
      return OperationResult.CheckedVariable(found, check: isSame ? .verified : .differs)
    }
  }
}
