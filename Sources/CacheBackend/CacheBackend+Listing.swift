package import GatewayCore
internal import JSON

extension CacheBackend {
  package func list(_ query: InventoryQuery) async throws(GatewayError) -> DevicePage {
    let isStale = try await refresh(query.policy)
    let (found, fullSync) = try await file.read { database in
      (try DeviceQuery(query.filter).page(query, in: database), try Meta.time(database, .fullSync))
    }
    let oldest = found.rows.lazy.map(\.readAt).min() ?? fullSync
    var page = DevicePage(Freshness(keptBy: kind, since: oldest, now: clock.now, isStale: isStale))
    page.devices = found.rows.map(\.record)
    page.next = found.next
    page.total = found.total
    return page
  }

  package func summarize(
    _ fields: [DeviceField], _ filter: InventoryFilter, _ policy: ReadPolicy
  ) async throws(GatewayError) -> [SummaryGroup] {
    _ = try await refresh(policy)
    return try await file.read { try DeviceQuery(filter).summary(fields, in: $0) }
  }

  package func page(of walk: InventoryWalk) async throws(GatewayError) -> WalkPage {
    var query = InventoryQuery()
    query.filter.statusChangedSince = walk.changedSince
    query.after = walk.place > 0 ? SortKey(value: .number(walk.place), id: walk.place) : nil
    query.limit = walk.limit
    let found = try await list(query)
    var page = WalkPage()
    page.devices = found.devices
    page.next = found.next?.id
    page.total = found.total
    return page
  }

  /// Runs or joins a full sync when what is held is too old for a list; one that was never filled is infinitely old.
  ///
  /// Returns whether upstream could not be had and what is there has to do.
  private func refresh(_ policy: ReadPolicy) async throws(GatewayError) -> Bool {
    let fullSync = try await file.read { try Meta.time($0, .fullSync) }
    let isFilled = fullSync.map { began in policy.maxAge.map { isYoung(began, $0) } ?? true } ?? false
    if isFilled, !policy.updateStatus { return false }
    // Without an upstream there is nothing but what is here.
    if upstream == nil, policy.maxAge == nil { return policy.updateStatus }
    do throws(GatewayError) {
      _ = try await sync(.full) { _ in }
      return false
    } catch {
      // What was never filled has nothing to show, not even something old.
      guard policy.takesStale, error.meansNoUpstream, fullSync != nil || upstream == nil else { throw error }
      return true
    }
  }
}
