internal import GatewayCore
internal import Testing

@testable internal import RESTBackend

/// What `gateway.doctor` says of an upstream, from one request.
@Suite struct ExaminationTests {
  private func isWell(_ finding: UpstreamExamination.Finding) -> Bool {
    finding.isWell
  }

  private func wells(_ bench: RESTBench) async -> [Bool] {
    let told = await bench.backend.examination(isTLS: true, isVerified: true)
    return [told.token, told.upstream, told.certificate, told.clock].map { isWell($0) }
  }

  @Test func allIsWell() async throws {
    let bench = try RESTBench()
    #expect(await wells(bench) == [true, true, true, true])
    #expect(bench.sent == ["GET /inventory_device/?limit=1"])
  }

  @Test(arguments: [
    (401, [false, true, true, true]), (403, [false, true, true, true]), (404, [true, false, true, true]),
    (301, [true, false, true, true]), (500, [true, false, true, true]),
  ]) func whatAStatusSays(_ status: Int, _ expected: [Bool]) async throws {
    let bench = try RESTBench()
    bench.upstream.answer(status: status)
    #expect(await wells(bench) == expected)
    #expect(bench.sent.count == 1)
  }

  @Test func aPageOfAnotherSiteIsNoUpstream() async throws {
    let bench = try RESTBench()
    bench.upstream.answer("<html>Welcome</html>")
    #expect(await wells(bench) == [true, false, true, true])
  }

  @Test func withoutATokenUpstreamIsLookedAtAllTheSame() async throws {
    let bench = try RESTBench(token: AccessToken { () throws(GatewayError) in nil })
    #expect(await wells(bench) == [false, true, true, true])
  }

  @Test(arguments: [
    ("Tue, 01 Jan 2030 00:04:00 GMT", true), ("Tue, 01 Jan 2030 00:06:00 GMT", false),
    ("Mon, 31 Dec 2029 23:54:00 GMT", false), ("yesterday", true),
  ]) func theClockIsComparedWithTheirs(_ date: String, _ expected: Bool) async throws {
    let bench = try RESTBench()
    bench.upstream.answer(headers: [HeaderField("date", date)], "[]")
    #expect(await wells(bench) == [true, true, true, expected])
  }

  @Test(arguments: [(TransportFailure.Reason.connect, false), (.certificate, false), (.resolve, false)])
  func whatCannotBeReachedIsNotWell(_ reason: TransportFailure.Reason, _ certificate: Bool) async throws {
    let bench = try RESTBench()
    bench.upstream.fail(hasArrived: false, reason, "it does not work")
    #expect(await wells(bench) == [false, false, certificate, true])
  }
}
