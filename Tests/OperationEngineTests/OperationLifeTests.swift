internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Testing

/// The life of an operation, as its history tells it.
@Suite struct OperationLifeTests {
  @Test func aRebootGoesFromSubmitToSucceeded() throws {
    let bench = EngineBench()
    let id = try bench.submit(.reboot)
    #expect(try bench.state(id) == .accepted)
    bench.advance(bySeconds: 300)
    let operation = try bench.operation(id)
    #expect(operation.state == .succeeded)
    #expect(operation.attempts == 1)
    #expect(operation.error == nil)
    #expect(operation.waitingFor == nil)
    #expect(operation.history.map(\.event) == [.submit, .dispatch, .accepted, .succeeded])
    #expect(operation.history.map(\.from) == [nil, .queued, .dispatching, .accepted])
    #expect(operation.history.map(\.to) == [.queued, .dispatching, .accepted, .succeeded])
    #expect(operation.history.map(\.at) == operation.history.map(\.at).sorted())
    #expect(operation.updatedAt == operation.history.last?.at)
    #expect(operation.device.name == (try bench.device(1))[.name]?.string)
    #expect(operation.upstream?.executionID != nil)
  }

  @Test(arguments: [OperationKind.sync, .reconf, .factory, .deviceFactory])
  func everyFlagSucceedsWhenItsEvidenceIsThere(_ kind: OperationKind) throws {
    let bench = EngineBench()
    let id = try bench.submit(kind)
    bench.advance(bySeconds: 300)
    #expect(try bench.events(id) == [.submit, .dispatch, .accepted, .succeeded])
  }

  @Test func anArrayIsOneOperationAndOneRequest() throws {
    let bench = EngineBench()
    let body = Submission.Body(device: 1, kinds: OperationKinds(several: [.sync, .reboot]))
    let id = try bench.submit(Submission(body, target: Operation.Target(id: 1), variables: []))
    bench.advance(bySeconds: 300)
    #expect(try bench.state(id) == .succeeded)
    #expect(bench.backend.record.sent == [id])
  }

  @Test func firmwareSucceedsWithItsImage() throws {
    let bench = EngineBench()
    let id = try bench.submit(.firmware) { $0.body.image = try bench.otherImage() }
    bench.advance(bySeconds: 500)
    #expect(try bench.state(id) == .succeeded)
  }

  @Test func aSetIsReadBack() throws {
    let bench = EngineBench()
    let variable = Variable(path: try bench.code(), value: "abc", type: .string)
    let id = try bench.submit(.set) { $0.variables = [variable] }
    let operation = try bench.operation(id)
    #expect(operation.state == .succeeded)
    #expect(operation.result?.variables.map(\.check) == [.verified])
    #expect(operation.upstream?.transaction != nil)
  }

  @Test func aSetThatReadsBackOtherwiseHasFailed() throws {
    let bench = EngineBench()
    let path = try bench.code()
    bench.backend.tellReadBack([Variable(path: path, value: "other", type: .string)])
    let id = try bench.submit(.set) { $0.variables = [Variable(path: path, value: "abc", type: .string)] }
    let operation = try bench.operation(id)
    #expect(operation.state == .failed)
    #expect(operation.result?.variables.map(\.check) == [.differs])
    #expect(operation.error?.kind == .rejected)
  }

  @Test func aSetThatCannotBeReadBackHasSucceeded() throws {
    let bench = EngineBench()
    bench.backend.tellReadBack([])
    let id = try bench.submit(.set) {
      $0.variables = [Variable(path: try bench.code(), value: "abc", type: .string)]
    }
    #expect(try bench.state(id) == .succeeded)
    #expect(try bench.operation(id).result?.variables.map(\.check) == [.unreadable])
  }

  @Test func whatTheDeviceRefusesHasFailedWithItsFaults() throws {
    let bench = EngineBench()
    let id = try bench.submit(.set) { $0.variables = [Variable(path: "Device.Nothing", value: "1")] }
    let operation = try bench.operation(id)
    #expect(operation.history.map(\.event) == [.submit, .dispatch, .accepted, .failed])
    #expect(operation.error?.kind == .rejected)
    #expect(operation.error?.faults.map(\.fault) == [.invalidParameterName])
  }

  @Test func aDeviceThatIsGoneIsNotFound() throws {
    let bench = EngineBench(devices: 3)
    let id = try bench.submit(.reboot, on: 999)
    let operation = try bench.operation(id)
    #expect(operation.history.map(\.event) == [.submit, .dispatch, .rejected])
    #expect(operation.state == .failed)
    #expect(operation.error?.kind == .notFound)
    #expect(operation.attempts == 0)
  }

  @Test(arguments: [ErrorKind.rejected, .forbidden, .notFound, .unsupported])
  func aRefusalIsAnAttemptAndTheEnd(_ kind: ErrorKind) throws {
    let bench = EngineBench()
    bench.fault(kind)
    let id = try bench.submit(.reboot)
    let operation = try bench.operation(id)
    #expect(operation.history.map(\.event) == [.submit, .dispatch, .rejected])
    #expect(operation.error?.kind == kind)
    #expect(operation.attempts == 1)
  }
}
