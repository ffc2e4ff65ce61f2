internal import GatewayCore
internal import JSON
internal import OperationEngine
internal import Testing

/// Lists of operations, in the order of their ids.
@Suite struct OperationListTests {
  private func page(_ bench: EngineBench, _ query: OperationQuery) throws -> OperationPage {
    try bench.run { [journal = bench.journal] in try await journal.page(query) }
  }

  @Test func pagesFollowEachOtherBothWays() throws {
    let bench = EngineBench()
    let ids = try (1...10).map { try bench.submit(.reboot, on: $0) }
    for isDescending in [false, true] {
      var query = OperationQuery()
      query.limit = 3
      query.isDescending = isDescending
      var found: [OperationID] = []
      var hasMore = true
      while hasMore {
        let page = try page(bench, query)
        #expect(page.operations.count <= 3)
        found += page.operations.map(\.id)
        hasMore = page.hasMore
        query.after = found.last
      }
      #expect(found == (isDescending ? ids.reversed() : ids))
    }
  }

  @Test func idsSortBySubmissionWithinAMillisecondAndAcrossThem() throws {
    let bench = EngineBench()
    var ids: [OperationID] = []
    for step in 0..<50 {
      ids.append(try bench.submit(.sync, on: step % 20 + 1))
      if step % 7 == 0 { bench.advance(bySeconds: 0.001) }
    }
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == 50)
    for id in ids { #expect(id.text.hasPrefix("op_")) }
  }

  @Test func everyConditionOfAFilterMustHold() throws {
    let bench = EngineBench()
    let sync = try bench.submit(.sync, on: 1)
    bench.advance(bySeconds: 100)
    let since = bench.now
    let reboot = try bench.submit(.reboot, on: 1)
    let other = try bench.submit(.reboot, on: 2)
    let cases: [((inout OperationFilter) -> Void, [OperationID])] = [
      ({ _ in }, [sync, reboot, other]), ({ $0.states = [.succeeded] }, [sync]),
      ({ $0.kinds = [.reboot] }, [reboot, other]),
      ({ $0.device = 1 }, [sync, reboot]), ({ $0.since = since }, [reboot, other]), ({ $0.states = [] }, []),
      (
        {
          $0.device = 2
          $0.kinds = [.sync]
        }, []
      ), ({ $0.rollout = ExactString("ro_1") }, []),
    ]
    for (change, expected) in cases {
      var query = OperationQuery()
      change(&query.filter)
      #expect(try page(bench, query).operations.map(\.id) == expected)
    }
  }
}
