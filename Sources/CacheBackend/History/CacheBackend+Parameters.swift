internal import GRDB
package import GatewayCore
internal import JSON

extension CacheBackend {
  package func values(of paths: [String], of device: Int) async throws(GatewayError) -> [KeptValue] {
    try await file.read { database in
      try paths.compactMap { path in
        try Row.fetchOne(
          database, sql: "SELECT * FROM parameter WHERE device = ? AND path = ?", arguments: [device, path]
        ).map { KeptValue(row: $0) }
      }
    }
  }

  /// All that operations have read of a device; what upstream knows without asking goes before.
  package func knownParameters(of device: Int) -> ParameterTree? {
    if let tree = upstream?.knownParameters(of: device) { return tree }
    let kept = try? file.pool.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM parameter WHERE device = ?", arguments: [device])
        .map { KeptValue(row: $0).variable }
    }
    guard let kept, !kept.isEmpty else { return nil }
    return ParameterTree(
      kept.map { variable in
        // Whether it can be set, nobody said: the data model and the device know.
        ParameterTree.Node(
          path: variable.path, isObject: false, isWritable: true, value: variable.value,
          type: variable.type ?? .string)
      })
  }
}

extension KeptValue {
  /// Keeps values that an operation has read, but for those that nobody may see.
  static func store(_ values: [Variable], of device: Int, at now: Timestamp, in database: Database) throws {
    for value in values where !value.isRedacted && value.value != nil {
      try database.execute(
        sql: "INSERT OR REPLACE INTO parameter (device, path, value, type, read_at) VALUES (?, ?, ?, ?, ?)",
        arguments: [device, value.path, value.value, value.type?.rawValue, now.milliseconds])
    }
  }

  fileprivate init(row: Row) {
    let type = (row["type"] as String?).flatMap { ValueType(rawValue: $0) }
    self.init(
      Variable(path: row["path"], value: row["value"], type: type), readAt: Timestamp(milliseconds: row["read_at"]))
  }
}
