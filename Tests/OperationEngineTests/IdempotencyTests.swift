internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Testing

/// The same key means the same operation (protocol.md 7, promise 2).
@Suite struct IdempotencyTests {
  private func submit(
    _ bench: EngineBench, _ kind: OperationKind = .reboot, _ change: (inout Submission) -> Void = { _ in }
  ) throws -> Submitted {
    var submission = bench.submission(kind)
    submission.idempotencyKey = ExactString("key")
    change(&submission)
    return try bench.run { [submission] in try await bench.engine.submit(submission) }
  }

  @Test func theSameKeyIsTheSameOperation() throws {
    let bench = EngineBench()
    let first = try submit(bench)
    let second = try submit(bench)
    #expect(first.isNew)
    #expect(!second.isNew)
    #expect(second.operation.id == first.operation.id)
    #expect(second.operation.idempotencyKey == "key")
    bench.advance(bySeconds: 1000)
    let third = try submit(bench)
    #expect(third.operation.id == first.operation.id)
    #expect(third.operation.state == .succeeded)
    #expect(bench.backend.record.sent == [first.operation.id])
  }

  @Test func aRaceForAKeyMakesOneOperation() throws {
    let bench = EngineBench()
    let all = try bench.run { [bench] in
      try await withThrowingTaskGroup(of: OperationID.self) { group in
        for _ in 0..<20 {
          var submission = bench.submission(.reboot)
          submission.idempotencyKey = ExactString("key")
          group.addTask { [submission] in try await bench.engine.submit(submission).operation.id }
        }
        return try await group.reduce(into: Set<OperationID>()) { $0.insert($1) }
      }
    }
    #expect(all.count == 1)
    #expect(bench.backend.record.sent == Array(all))
  }

  static let bodies: [(name: String, change: @Sendable (inout Submission) -> Void)] = [
    ("device", { $0.body = Submission.Body(device: 2, kinds: OperationKinds(.reboot)) }),
    ("operation", { $0.body = Submission.Body(device: 1, kinds: OperationKinds(.sync)) }),
    ("array", { $0.body = Submission.Body(device: 1, kinds: OperationKinds(several: [.reboot])) }),
    ("variables", { $0.body.variables = [RequestedVariable(path: "Device.A", value: "1")] }),
    ("image", { $0.body.image = 7 }), ("not_before", { $0.body.notBefore = Timestamp(milliseconds: 5) }),
    ("expires_in_s", { $0.body.expiresIn = 60 }), ("max_attempts", { $0.body.maxAttempts = 2 }),
    ("strict_order", { $0.body.isStrictlyOrdered = true }),
  ]

  @Test(arguments: bodies.indices) func anotherBodyUnderAKeyIsAConflict(_ index: Int) throws {
    let bench = EngineBench()
    let first = try submit(bench)
    let (name, change) = IdempotencyTests.bodies[index]
    let error = try #require(throws: GatewayError.self, "\(name)") { try submit(bench, .reboot, change) }
    #expect(error.kind == .idempotencyConflict)
    #expect(error.path == "/idempotency_key")
    #expect(bench.backend.record.sent == [first.operation.id])
  }

  @Test func withoutAKeyEverySubmissionIsNew() throws {
    let bench = EngineBench()
    let ids = try (0..<5).map { _ in try bench.submit(.sync) }
    #expect(Set(ids).count == 5)
    #expect(ids == ids.sorted())
  }

  @Test func keysAreComparedByCodePoint() throws {
    let bench = EngineBench()
    let first = try submit(bench) { $0.idempotencyKey = ExactString("é") }
    let second = try submit(bench) { $0.idempotencyKey = ExactString("e\u{301}") }
    #expect(first.operation.id != second.operation.id)
  }
}
