internal import GRDB
package import GatewayCore

extension CacheBackend {
  package func sync(
    _ mode: SyncMode, progress: @escaping @Sendable (SyncProgress) -> Void
  ) async throws(GatewayError) -> SyncOutcome {
    _ = try online()
    return try await syncer.sync(mode, progress)
  }

  package func status() async throws(GatewayError) -> CacheStatus {
    let bytes = file.bytes
    return try await file.read { database in
      let full = try Meta.time(database, .fullSync)
      let incremental = try Meta.time(database, .incrementalSync)
      let waits = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM record WHERE flags <> 0 AND flags & ?)",
        arguments: [CachedRow.Flags.mustBeReadAgain.rawValue])
      return CacheStatus(
        devices: try Int.fetchOne(database, sql: "SELECT count(*) FROM device") ?? 0, lastFullSync: full,
        lastIncrementalSync: incremental, bytes: bytes, isStale: full == nil || waits == true)
    }
  }

  package func clear() async throws(GatewayError) {
    let lock = try await SyncLock(beside: file.path)
    try await file.write { database, _ in
      for table in ["device", "tally", "record", "change", "parameter", "met"] {
        try database.execute(sql: "DELETE FROM \(table)")
      }
      try database.execute(sql: "INSERT INTO search (search) VALUES ('delete-all')")
      try Meta.clear(database, .fullSync, .incrementalSync, .passBegan, .passPlace)
    }
    _ = consume lock
  }
}
