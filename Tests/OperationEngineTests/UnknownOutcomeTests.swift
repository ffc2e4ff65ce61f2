internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Testing

/// A request whose answer was lost: repeatable kinds go again, the others are read for evidence and never resent.
@Suite struct UnknownOutcomeTests {
  static let unknown: [ErrorKind] = [.outcomeUnknown, .upstreamError, .internal, .cancelled]

  @Test(arguments: unknown) func aRepeatableKindIsSentAgain(_ kind: ErrorKind) throws {
    let bench = EngineBench()
    bench.fault(kind, hasArrived: false)
    let id = try bench.submit(.sync)
    #expect(try bench.state(id) == .waiting)
    #expect(try bench.operation(id).attempts == 1)
    #expect(try bench.operation(id).waitingFor?.reason == .backoff)
    bench.advance(bySeconds: 60)
    #expect(
      try bench.events(id) == [.submit, .dispatch, .outcomeUnknown, .wake, .dispatch, .accepted, .succeeded])
    #expect(try bench.operation(id).attempts == 2)
  }

  @Test func spentAttemptsLeaveARepeatableKindUnconfirmed() throws {
    let bench = EngineBench()
    bench.fault(.outcomeUnknown, times: 9, hasArrived: false)
    let id = try bench.submit(.sync) { $0.body.maxAttempts = 3 }
    bench.advance(bySeconds: 1000)
    let operation = try bench.operation(id)
    #expect(operation.state == .unconfirmed)
    #expect(operation.attempts == 3)
    #expect(operation.error?.kind == .outcomeUnknown)
    #expect(bench.backend.record.sent.count == 3)
  }

  static let once: [OperationKind] = [.reboot, .factory, .deviceFactory]

  @Test(arguments: once) func whatArrivedUnseenIsFoundByReading(_ kind: OperationKind) throws {
    let bench = EngineBench()
    bench.fault(.outcomeUnknown, hasArrived: true)
    let id = try bench.submit(kind)
    bench.advance(bySeconds: 400)
    #expect(try bench.events(id) == [.submit, .dispatch, .outcomeUnknown, .arrived, .succeeded])
    #expect(bench.backend.record.sent == [id])
    #expect(try bench.operation(id).attempts == 1)
  }

  @Test(arguments: once) func whatNeverArrivedIsUnconfirmedAndNeverResent(_ kind: OperationKind) throws {
    let bench = EngineBench()
    bench.fault(.outcomeUnknown, hasArrived: false)
    let id = try bench.submit(kind)
    #expect(try bench.state(id) == .verifying)
    bench.advance(bySeconds: 100_000)
    let operation = try bench.operation(id)
    #expect(operation.state == .unconfirmed)
    #expect(operation.history.map(\.event) == [.submit, .dispatch, .outcomeUnknown, .noEvidence])
    #expect(operation.error?.kind == .outcomeUnknown)
    #expect(bench.backend.record.sent == [id])
  }

  @Test(arguments: [OperationKind.addObject, .deleteObject])
  func headlessKindsThatHappenOnceAreNotResentEither(_ kind: OperationKind) throws {
    let bench = EngineBench()
    bench.fault(.outcomeUnknown, hasArrived: false)
    let id = try bench.submit(kind) { $0.variables = [Variable(path: "Device.NAT.PortMapping.")] }
    bench.advance(bySeconds: 100_000)
    #expect(try bench.state(id) == .unconfirmed)
    #expect(bench.backend.record.sent == [id])
  }

  @Test func anArrayWithOneSuchKindIsNotResent() throws {
    let bench = EngineBench()
    bench.fault(.outcomeUnknown, hasArrived: false)
    let body = Submission.Body(device: 1, kinds: OperationKinds(several: [.sync, .reboot]))
    let id = try bench.submit(Submission(body, target: Operation.Target(id: 1), variables: []))
    bench.advance(bySeconds: 100_000)
    #expect(try bench.state(id) == .unconfirmed)
    #expect(bench.backend.record.sent == [id])
  }

  @Test func firmwareIsResentOnlyWhenReadingShowsThatItWasNotTaken() throws {
    let bench = EngineBench()
    bench.fault(.outcomeUnknown, hasArrived: false)
    let id = try bench.submit(.firmware) { $0.body.image = try bench.otherImage() }
    bench.advance(bySeconds: 500)
    #expect(
      try bench.events(id) == [
        .submit, .dispatch, .outcomeUnknown, .notArrived, .wake, .dispatch, .accepted, .succeeded,
      ])
    #expect(bench.backend.record.sent.count == 2)
    bench.fault(.outcomeUnknown, hasArrived: true)
    let second = try bench.submit(.firmware) { $0.body.image = try bench.otherImage() }
    bench.advance(bySeconds: 500)
    #expect(try bench.events(second) == [.submit, .dispatch, .outcomeUnknown, .arrived, .succeeded])
    #expect(bench.backend.record.sent.count == 3)
  }

  @Test func spentAttemptsLeaveFirmwareFailed() throws {
    let bench = EngineBench()
    bench.fault(.outcomeUnknown, times: 5, hasArrived: false)
    let id = try bench.submit(.firmware) {
      $0.body.image = try bench.otherImage()
      $0.body.maxAttempts = 2
    }
    bench.advance(bySeconds: 1000)
    #expect(try bench.state(id) == .failed)
    #expect(try bench.operation(id).attempts == 2)
    #expect(bench.backend.record.sent.count == 2)
  }

  @Test func aDeadlineThatPassedWhileVerifyingCountsAtOnce() throws {
    let bench = EngineBench { $0.retry.evidenceInterval = 50 }
    bench.fault(.outcomeUnknown, hasArrived: false, latency: 20)
    let id = try bench.submit(.firmware) {
      $0.body.image = try bench.otherImage()
      $0.body.expiresIn = 10
    }
    bench.advance(bySeconds: 20)
    #expect(try bench.events(id) == [.submit, .dispatch, .outcomeUnknown, .notArrived, .deadline])
    #expect(try bench.state(id) == .expired)
  }

  @Test func aDeadlineBehindADoubtIsUnconfirmed() throws {
    let bench = EngineBench()
    bench.fault(.outcomeUnknown, hasArrived: false)
    bench.fault(.unreachable, times: 1000)
    let id = try bench.submit(.sync) { $0.body.expiresIn = 100 }
    bench.advance(bySeconds: 100)
    #expect(try bench.state(id) == .unconfirmed)
    #expect(try bench.operation(id).error?.kind == .outcomeUnknown)
    #expect(try bench.events(id).last == .deadline)
  }
}
