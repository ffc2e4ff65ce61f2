internal import GatewayCore
internal import JSON
internal import Testing

/// What every backend owes to operations: taking them, and showing what became of them.
@Suite(.serialized) struct OperationConformance {
  private func verdict(
    _ backend: Backend, _ kind: OperationKind, image: Int? = nil, on device: Int = 1
  ) async throws -> (atOnce: EvidenceTable.Verdict, later: EvidenceTable.Verdict) {
    var trail = try await EvidenceTrail(baseline: backend.operations.observe(device, .evidence))
    _ = try await backend.operations.send(try await backend.order(kind, on: device, image: image))
    trail.add(try await backend.operations.observe(device, .evidence))
    let atOnce = EvidenceTable.verdict(on: [kind], image: image, trail)
    for _ in 0..<60 {
      backend.letTimePass(10)
      trail.add(try await backend.operations.observe(device, .evidence))
    }
    return (atOnce, EvidenceTable.verdict(on: [kind], image: image, trail))
  }

  @Test(arguments: Stack.all, [OperationKind.reboot, .factory, .deviceFactory, .sync, .reconf])
  func aFlagIsShownAndThenItsEvidence(_ stack: Stack, _ kind: OperationKind) async throws {
    let verdict = try await verdict(stack.make(), kind)
    #expect(verdict.atOnce == .pending)
    #expect(verdict.later == .succeeded)
  }

  @Test(arguments: Stack.all) func firmwareIsShownAndThenItsEvidence(_ stack: Stack) async throws {
    let backend = try stack.make()
    let current = try await backend.operations.observe(1, .evidence).firmwareImage ?? 10
    let other = current % 10 == 0 ? current + 1 : current - 1
    let verdict = try await verdict(backend, .firmware, image: other)
    #expect(verdict.atOnce == .pending)
    #expect(verdict.later == .succeeded)
    #expect(try await backend.operations.observe(1, .evidence).firmwareImage == other)
  }

  @Test(arguments: Stack.all) func anObservationTellsWhatTheRecordTells(_ stack: Stack) async throws {
    let backend = try stack.make()
    let seen = try await backend.operations.observe(3, .evidence)
    let device = try await backend.device(.id(3))
    #expect(seen.name == device[.name]?.string)
    #expect(seen.serialNumber == device[.serialNumber]?.string)
    #expect(seen.lastConnection == device[.lastConnection]?.instant)
    #expect(seen.updateFrequency == device[.updateFrequency]?.integerValue.map(Double.init))
    #expect(device[.status] == .status(seen.status))
  }

  @Test(arguments: Stack.all) func whatIsNotThereCannotBeObservedOrAsked(_ stack: Stack) async throws {
    let backend = try stack.make()
    let gone = Backend.devices + 1
    #expect(try await refusal { try await backend.operations.observe(gone, .evidence) }.kind == .notFound)
    #expect(
      try await refusal { try await backend.operations.send(try await backend.order(.reboot, on: gone)) }.kind
        == .notFound)
  }

  @Test(arguments: Stack.all) func aDeviceThatIsNotThereOrBusyIsUnavailable(_ stack: Stack) async throws {
    let backend = try stack.make()
    _ = try await backend.operations.send(try await backend.order(.reboot, on: 1))
    let busy = try await refusal { try await backend.operations.send(try await backend.order(.sync, on: 1)) }
    #expect(busy.kind == .deviceUnavailable)
    try backend.disconnect(2)
    let offline = try await refusal { try await backend.operations.send(try await backend.order(.reboot, on: 2)) }
    #expect(offline.kind == .deviceUnavailable)
    #expect(AnswerTable.meaning(of: .kind(offline.kind), isHeadless: false) == .event(.unavailable))
  }

  /// The outcome of headless work, once it is there.
  private func outcome(
    _ backend: Backend, _ kind: OperationKind, _ variables: [Variable]
  ) async throws -> HeadlessOutcome {
    let order = try await backend.order(kind, on: 1, variables: variables)
    let receipt = try await backend.operations.send(order)
    for _ in 0..<60 {
      let outcome = try await backend.operations.outcome(of: order, receipt)
      if case .running = outcome { backend.letTimePass(10) } else { return outcome }
    }
    return .running(isListed: false)
  }

  @Test(arguments: Stack.all) func aSetCanBeReadBack(_ stack: Stack) async throws {
    let backend = try stack.make()
    let variable = Variable(path: backend.writable, value: "abc", type: .string)
    let outcome = try await outcome(backend, .set, [variable])
    if stack.differences.hasNoHeadlessResults { return }
    guard case .completed = outcome else {
      Issue.record("expected that it was completed")
      return
    }
    let told = try await backend.operations.readBack([backend.writable], from: try await backend.order(.get, on: 1))
    if let told { #expect(told == [variable]) }
  }

  @Test(arguments: Stack.all) func aGetTellsValuesWhereItsCapabilitiesSaySo(_ stack: Stack) async throws {
    let backend = try stack.make()
    if stack.differences.hasNoHeadlessResults {
      guard case .running = try await outcome(backend, .get, [Variable(path: backend.readOnly)]) else {
        Issue.record("expected that nothing tells its end")
        return
      }
      return
    }
    guard case .completed(let values, _) = try await outcome(backend, .get, [Variable(path: backend.readOnly)]) else {
      Issue.record("expected that it was completed")
      return
    }
    #expect(values.map(\.path) == [backend.readOnly])
    #expect(try await values.first?.value == backend.device(.id(1))[.serialNumber]?.string)
  }

  @Test(arguments: Stack.all) func whatTheDeviceRefusesHasFailedWithAFaultForEachPath(_ stack: Stack) async throws {
    let backend = try stack.make()
    let variables = [
      Variable(path: backend.readOnly, value: "x", type: .string), Variable(path: backend.writable, value: "never"),
    ]
    let outcome = try await outcome(backend, .set, variables)
    if stack.differences.hasNoHeadlessResults { return }
    guard case .failed(let error) = outcome else {
      Issue.record("expected that it had failed")
      return
    }
    #expect(error.kind == .rejected)
    if !stack.differences.tellsNoFaults {
      #expect(error.faults == [ParameterFault(path: backend.readOnly, fault: .notWritable)])
    }
    let told = try await backend.operations.readBack([backend.writable], from: try await backend.order(.get, on: 1))
    #expect(told?.first?.value != "never")
  }
}
