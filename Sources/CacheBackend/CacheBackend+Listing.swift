internal import GRDB
package import GatewayCore
internal import JSON

extension CacheBackend {
  package func list(_ query: InventoryQuery) async throws(GatewayError) -> DevicePage {
    let (found, fullSync, isStale) = try await reading(query.policy) { database in
      try DeviceQuery(query.filter, in: database).page(query, in: database)
    }
    return page(found, fullSync, isStale)
  }

  /// Small pages that an index gives row by row are read on the caller's thread: to wake another one takes longer.
  package func pageAtHand(_ query: InventoryQuery) -> DevicePage? {
    guard query.limit <= CacheBackend.mostAtHand, !query.policy.updateStatus,
      let (found, fullSync) = file.points.page(query, if: { !needsSync($0, query.policy) })
    else { return nil }
    return page(found, fullSync, false)
  }

  private static let mostAtHand = 200

  private func page(_ found: DeviceQuery.Page, _ fullSync: Timestamp?, _ isStale: Bool) -> DevicePage {
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
    try await reading(policy) { try DeviceQuery(filter, in: $0).summary(fields, in: $0) }.value
  }

  /// Reads what is held, once that is young enough for a list.
  ///
  /// With it comes when the last full sync began, and whether upstream could not be had and what is there had to do.
  private func reading<Value>(
    _ policy: ReadPolicy, _ body: (Database) throws -> Value
  ) async throws(GatewayError) -> (value: Value, fullSync: Timestamp?, isStale: Bool) {
    let held = try file.readHere { database in
      let fullSync = try Meta.time(database, .fullSync)
      return (value: needsSync(fullSync, policy) ? nil : try body(database), fullSync: fullSync)
    }
    if let value = held.value { return (value, held.fullSync, upstream == nil && policy.updateStatus) }
    let isStale = try await refresh(held.fullSync, policy)
    return try file.readHere { (try body($0), try Meta.time($0, .fullSync), isStale) }
  }

  /// Whether what is held is too old for a list; what was never filled is infinitely old.
  private func needsSync(_ fullSync: Timestamp?, _ policy: ReadPolicy) -> Bool {
    // Without an upstream there is nothing but what is here.
    if upstream == nil, policy.maxAge == nil { return false }
    guard let fullSync, !policy.updateStatus else { return true }
    return policy.maxAge.map { !isYoung(fullSync, $0) } ?? false
  }

  /// Runs or joins a full sync.
  ///
  /// Returns whether upstream could not be had and what is there has to do.
  private func refresh(_ fullSync: Timestamp?, _ policy: ReadPolicy) async throws(GatewayError) -> Bool {
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
