internal import CSQLite
internal import GRDB
internal import GatewayCore
internal import JSON
internal import Synchronization

/// Puts records into the tables of the cache, within a transaction of the one connection that writes.
@safe final class RecordStore: Sendable {
  private let prepared = Mutex<Prepared?>(nil)

  @safe private final class Prepared: @unchecked Sendable {
    // @unchecked: statements of the writing connection, which GRDB lets one thread use at a time.
    let find: SQLStatement
    let insertRecord: SQLStatement
    let updateRecord: SQLStatement
    let touchRecord: SQLStatement
    let deleteRecord: SQLStatement
    let insertDevice: SQLStatement
    let deleteDevice: SQLStatement
    let insertWords: SQLStatement
    let deleteWords: SQLStatement
    let insertChange: SQLStatement
    let findTally: SQLStatement
    let tally: SQLStatement
    let insertTally: SQLStatement
    let findNoted: SQLStatement
    let deleteNoted: SQLStatement

    init(_ connection: OpaquePointer) throws(SQLFailure) {
      find = try unsafe SQLStatement(connection, "SELECT text, read_at, flags, digest FROM record WHERE id = ?")
      insertRecord = try unsafe SQLStatement(
        connection, "INSERT INTO record (id, read_at, flags, known_since, digest, text) VALUES (?1, ?2, ?3, ?2, ?4, ?5)"
      )
      updateRecord = try unsafe SQLStatement(
        connection, "UPDATE record SET read_at = ?2, flags = ?3, digest = ?4, text = ?5 WHERE id = ?1")
      touchRecord = try unsafe SQLStatement(connection, "UPDATE record SET read_at = ?2, flags = ?3 WHERE id = ?1")
      deleteRecord = try unsafe SQLStatement(connection, "DELETE FROM record WHERE id = ?")
      let columns = DeviceColumns.all.map(\.name)
      let places = columns.map { _ in "?" }.joined(separator: ", ")
      insertDevice = try unsafe SQLStatement(
        connection, "INSERT OR REPLACE INTO device (\(columns.joined(separator: ", "))) VALUES (\(places))")
      deleteDevice = try unsafe SQLStatement(connection, "DELETE FROM device WHERE id = ?")
      insertWords = try unsafe SQLStatement(connection, "INSERT INTO search (rowid, words) VALUES (?, ?)")
      deleteWords = try unsafe SQLStatement(
        connection, "INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)")
      insertChange = try unsafe SQLStatement(
        connection, "INSERT INTO change (device, at, field, was, became, source) VALUES (?, ?, ?, ?, ?, ?)")
      findTally = try unsafe SQLStatement(connection, "SELECT 1 FROM meta WHERE key = '\(Meta.fullSync.rawValue)'")
      let tallied = CacheSchema.tallied.map { "\($0.name)" }
      let condition = tallied.enumerated().map { "\($1) IS ?\($0 + 2)" }.joined(separator: " AND ")
      tally = try unsafe SQLStatement(
        connection, "UPDATE tally SET devices = devices + ?1 WHERE \(condition) RETURNING 1")
      let values = tallied.indices.map { "?\($0 + 2)" }.joined(separator: ", ")
      insertTally = try unsafe SQLStatement(
        connection, "INSERT INTO tally (devices, \(tallied.joined(separator: ", "))) VALUES (?1, \(values))")
      findNoted = try unsafe SQLStatement(connection, "SELECT at FROM noted WHERE device = ?")
      deleteNoted = try unsafe SQLStatement(connection, "DELETE FROM noted WHERE device = ?")
    }
  }

  /// What storing a record has done.
  enum Effect {
    /// It was held as it is; upstream says so now.
    case unchanged
    case created(CachedRecord)
    case updated(before: CachedRecord, after: CachedRecord)
  }

  /// When and how a record was come by.
  struct Reading {
    let at: Timestamp
    /// When it is stored.
    let now: Timestamp
    let source: ChangeSource
    var flags: CachedRow.Flags = []
    /// Whether a row that is as it was gets a new time.
    ///
    /// A full sync tells the time of all rows at once, when it has met them all.
    var renews = true
  }

  private func statements(_ database: Database) throws(SQLFailure) -> Prepared {
    guard let connection = unsafe database.sqliteConnection else {
      throw SQLFailure(code: SQLITE_MISUSE, message: "the cache is closed")
    }
    if let prepared = prepared.withLock({ $0 }) { return prepared }
    let made = try unsafe Prepared(connection)
    prepared.withLock { $0 = made }
    return made
  }

  func close() {
    prepared.withLock { $0 = nil }
  }

  /// Stores what upstream tells of a device.
  ///
  /// What it does not tell this time is kept as it was told before, if it only changes when somebody changes it.
  func put(
    _ device: any DeviceRecord, _ reading: Reading, in database: Database
  ) throws(SQLFailure) -> Effect {
    let prepared = try statements(database)
    guard try RecordStore.isLater(reading, than: device.id, prepared) else { return .unchanged }
    var writer = JSONWriter(reserving: 2048)
    device.write(.all, to: &writer)
    let find = prepared.find
    find.bind(1, device.id)
    guard try find.step() else {
      find.reset()
      let record = CachedRecord(id: device.id, JSONText(writer).bytes)
      try RecordStore.insert(record, of: device, reading, prepared)
      return .created(record)
    }
    let (readAt, flags) = (find.integer(1), CachedRow.Flags(rawValue: find.integer(2)))
    if readAt > reading.at.milliseconds, readAt <= reading.now.milliseconds {
      // A page that was asked for before somebody else read or wrote the device says nothing new; a time that is yet to
      // come is one of a clock that went wrong.
      find.reset()
      return .unchanged
    }
    if find.holds(writer.bytes, at: 0) {
      find.reset()
      try RecordStore.renew(device.id, flags, reading, prepared)
      return .unchanged
    }
    let (text, digest) = (find.bytes(0), find.integer(3))
    find.reset()
    let before = try CachedRecord(id: device.id, text, digest: digest)
    let after = RecordStore.merged(device, over: before)
    guard after.text != before.text else {
      try RecordStore.renew(device.id, flags, reading, prepared)
      return .unchanged
    }
    try RecordStore.replace(before, by: after, reading, prepared)
    return .updated(before: before, after: after)
  }

  func remove(_ id: Int, at now: Timestamp, in database: Database) throws -> CachedRecord? {
    try database.execute(sql: "DELETE FROM parameter WHERE device = ?", arguments: [id])
    try note(id, at: now, in: database)
    let prepared = try statements(database)
    prepared.find.bind(1, id)
    let isHeld = try prepared.find.step()
    let before = isHeld ? CachedRecord(id: id, prepared.find.bytes(0)) : nil
    prepared.find.reset()
    guard let before else { return nil }
    prepared.deleteWords.bind(1, id)
    prepared.deleteWords.bind(2, SearchQuery.indexText(of: before.device))
    try prepared.deleteWords.run()
    try RecordStore.tally(before, -1, prepared)
    prepared.deleteDevice.bind(1, id)
    try prepared.deleteDevice.run()
    prepared.deleteRecord.bind(1, id)
    try prepared.deleteRecord.run()
    return before
  }

  /// Marks a record whose device may be otherwise by now.
  func markForReading(_ id: Int, at now: Timestamp, in database: Database) throws {
    let flag = CachedRow.Flags.mustBeReadAgain.rawValue
    try note(id, at: now, in: database)
    try database.execute(sql: "UPDATE record SET flags = flags | ? WHERE id = ?", arguments: [flag, id])
  }

  /// What upstream was asked for before says nothing of the device any more, whichever process asked.
  private func note(_ id: Int, at now: Timestamp, in database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO noted (device, at) VALUES (?, ?)", arguments: [id, now.milliseconds])
  }

  /// Forgets what was noted so long ago that nobody can still wait for what was asked for before.
  static func forgetNoted(before instant: Timestamp, in database: Database) throws {
    try database.execute(sql: "DELETE FROM noted WHERE at < ?", arguments: [instant.milliseconds])
  }

  /// Takes a mark back: what was feared did not happen.
  func unmark(_ id: Int, in database: Database) throws {
    let flag = CachedRow.Flags.mustBeReadAgain.rawValue
    try database.execute(sql: "DELETE FROM noted WHERE device = ?", arguments: [id])
    try database.execute(sql: "UPDATE record SET flags = flags & ~? WHERE id = ?", arguments: [flag, id])
  }

  /// Marks a record that a full sync did not meet.
  ///
  /// - Parameter metAt: when the full sync before began, which met it if it is not marked.
  func markMissed(_ id: Int, metAt: Int?, in database: Database) throws {
    let flag = CachedRow.Flags.wasMissed.rawValue
    try database.execute(
      sql: "UPDATE record SET flags = flags | ?1, read_at = max(read_at, ?2) WHERE id = ?3 AND NOT flags & ?1",
      arguments: [flag, metAt ?? Int.min, id])
  }

  // MARK: Steps

  /// Whether upstream was asked after the device was marked or removed.
  private static func isLater(_ reading: Reading, than id: Int, _ prepared: Prepared) throws(SQLFailure) -> Bool {
    prepared.findNoted.bind(1, id)
    let noted = try prepared.findNoted.step() ? prepared.findNoted.integer(0) : nil
    prepared.findNoted.reset()
    guard let noted else { return true }
    guard reading.at.milliseconds >= noted || noted > reading.now.milliseconds else { return false }
    prepared.deleteNoted.bind(1, id)
    try prepared.deleteNoted.run()
    return true
  }

  private static func insert(
    _ record: CachedRecord, of device: any DeviceRecord, _ reading: Reading, _ prepared: Prepared
  ) throws(SQLFailure) {
    prepared.insertRecord.bind(1, record.id)
    prepared.insertRecord.bind(2, reading.at.milliseconds)
    prepared.insertRecord.bind(3, reading.flags.rawValue)
    prepared.insertRecord.bind(4, record.digest)
    prepared.insertRecord.bind(5, text: record.text.span)
    try prepared.insertRecord.run()
    DeviceColumns.bind(device, to: prepared.insertDevice)
    try prepared.insertDevice.run()
    try tally(device, 1, prepared)
    prepared.insertWords.bind(1, record.id)
    prepared.insertWords.bind(2, SearchQuery.indexText(of: device))
    try prepared.insertWords.run()
  }

  /// Counts a device in or out among those of the same values; the first full sync counts all at once when it ends.
  private static func tally(_ device: any DeviceRecord, _ difference: Int, _ prepared: Prepared) throws(SQLFailure) {
    let isTallied = try prepared.findTally.step()
    prepared.findTally.reset()
    guard isTallied else { return }
    for statement in [prepared.tally, prepared.insertTally] {
      statement.bind(1, difference)
      for (place, field) in CacheSchema.tallied.enumerated() {
        DeviceColumns.bind(field, of: device, to: statement, at: Int32(place + 2))
      }
      let isThere = try statement.step()
      statement.reset()
      if isThere { return }
    }
  }

  private static func renew(
    _ id: Int, _ flags: CachedRow.Flags, _ reading: Reading, _ prepared: Prepared
  ) throws(SQLFailure) {
    guard reading.renews || flags != reading.flags else { return }
    prepared.touchRecord.bind(1, id)
    prepared.touchRecord.bind(2, reading.at.milliseconds)
    prepared.touchRecord.bind(3, reading.flags.rawValue)
    try prepared.touchRecord.run()
  }

  private static func replace(
    _ before: CachedRecord, by after: CachedRecord, _ reading: Reading, _ prepared: Prepared
  ) throws(SQLFailure) {
    prepared.updateRecord.bind(1, after.id)
    prepared.updateRecord.bind(2, reading.at.milliseconds)
    prepared.updateRecord.bind(3, reading.flags.rawValue)
    prepared.updateRecord.bind(4, after.digest)
    prepared.updateRecord.bind(5, text: after.text.span)
    try prepared.updateRecord.run()
    let (old, new) = (before.device, after.device)
    let changed = new.changed(from: old)
    if changed.contains(where: { DeviceColumns.fields.contains($0) }) {
      DeviceColumns.bind(new, to: prepared.insertDevice)
      try prepared.insertDevice.run()
    }
    if changed.contains(where: { CacheSchema.tallied.contains($0) }) {
      try tally(old, -1, prepared)
      try tally(new, 1, prepared)
    }
    if changed.contains(where: \.isSearched) {
      prepared.deleteWords.bind(1, after.id)
      prepared.deleteWords.bind(2, SearchQuery.indexText(of: old))
      try prepared.deleteWords.run()
      prepared.insertWords.bind(1, after.id)
      prepared.insertWords.bind(2, SearchQuery.indexText(of: new))
      try prepared.insertWords.run()
    }
    for field in changed where !RecordStore.untold.contains(field) {
      let note = prepared.insertChange
      note.bind(1, after.id)
      note.bind(2, reading.at.milliseconds)
      note.bind(3, "\(field.name)")
      note.bind(4, old[field].map(RecordStore.text))
      note.bind(5, new[field].map(RecordStore.text))
      note.bind(6, reading.source.rawValue)
      try note.run()
    }
  }

  /// Move with every session, and are not kept in the history (protocol.md 9, cache).
  private static let untold: Set<DeviceField> = [.lastConnection, .lastConfiguration]

  private static func text(_ value: DeviceValue) -> String {
    JSONText { value.write(to: &$0) }.string
  }

  /// The newer record, with what it does not tell taken from the older one, where that still holds.
  private static func merged(_ device: any DeviceRecord, over before: CachedRecord) -> CachedRecord {
    let old = before.device
    var new = Device(device)
    var isMerged = false
    for field in DeviceField.allCases {
      // What moves by itself and is not told now is not known now.
      guard new[field] == nil, let kept = old[field], ![.ignored, .flag].contains(field.writing) else { continue }
      new[field] = kept
      isMerged = true
    }
    return CachedRecord(isMerged ? new : device)
  }
}
