internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Testing

/// A token that upstream refuses pauses dispatch to it, with one probe at a time (protocol.md 7, answers).
@Suite struct UnauthorizedTests {
  @Test func whoWasRefusedWaitsForAToken() throws {
    let bench = EngineBench()
    bench.fault(.unauthorized)
    let id = try bench.submit(.sync)
    #expect(try bench.operation(id).waitingFor?.reason == .unauthorized)
    #expect(try bench.operation(id).attempts == 0)
    bench.advance(bySeconds: 60)
    #expect(try bench.events(id) == [.submit, .dispatch, .unauthorized, .wake, .dispatch, .accepted, .succeeded])
  }

  @Test func aRefusedTokenPausesEveryoneElse() throws {
    let bench = EngineBench()
    bench.fault(.unauthorized, times: 100)
    let ids = try (1...5).map { try bench.submit(.sync, on: $0) }
    #expect(bench.backend.record.sent == [ids[0]])
    #expect(try bench.operation(ids[1]).waitingFor?.reason == .unauthorized)
    bench.advance(bySeconds: 3600)
    #expect(bench.backend.record.mostUnderWay == 1)
    for id in ids { #expect(try bench.operation(id).attempts == 0) }
  }
}
