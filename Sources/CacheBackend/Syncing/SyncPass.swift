internal import GRDB
internal import GatewayCore
internal import JSON

/// One sync: reads upstream page by page and writes what has changed.
///
/// Every page is one transaction, which also notes how far the pass has come, so that one that was killed goes on there.
struct SyncPass {
  private let cache: CacheBackend
  private var mode: SyncMode
  private let report: @Sendable (SyncProgress) -> Void
  private var outcome = SyncOutcome()
  /// Of the pass; when it is resumed, of its first part.
  private var began = Timestamp(milliseconds: 0)
  private var walk = InventoryWalk()
  private var met: Set<Int> = []
  /// Pages in a row that brought nothing new.
  private var barren = 0
  /// The next pages, as far as they are being read, by their places.
  private var ahead: [Int: PageTask] = [:]

  private static let mostBarren = 3
  /// A pass that was left for longer is begun anew, in seconds.
  private static let longestPause = 3600.0
  /// Changes that upstream dates back by so many seconds are still met by the next incremental sync.
  private static let overlap = 300.0

  /// No answer of upstream takes as many seconds.
  private static let longestAnswer = 86_400.0

  init(_ cache: CacheBackend, _ mode: SyncMode, _ report: @escaping @Sendable (SyncProgress) -> Void) {
    self.cache = cache
    self.mode = mode
    self.report = report
  }

  mutating func run() async throws(GatewayError) -> SyncOutcome {
    let upstream = try cache.online()
    let before = try await lastSync()
    let start = ContinuousClock.now
    let lock = try await SyncLock(beside: cache.file.path)
    // What another process has done while this one waited for its turn need not be done again.
    if lock.hadToWait, try await lastSync() != before { return finished(start) }
    if mode == .full, let damage = try await cache.file.damage() { try replaceFile(damage) }
    do throws(GatewayError) {
      try await pass(through: upstream)
    } catch {
      // A record that is not what was written is met on the way.
      guard mode == .full, error.isCacheDamage else { throw error }
      try replaceFile(error.detail ?? error.message)
      (walk, met, outcome) = (InventoryWalk(), [], SyncOutcome())
      try await pass(through: upstream)
    }
    _ = consume lock
    return finished(start)
  }

  private func finished(_ start: ContinuousClock.Instant) -> SyncOutcome {
    var outcome = outcome
    outcome.duration = (ContinuousClock.now - start).seconds
    return outcome
  }

  private func lastSync() async throws(GatewayError) -> Timestamp? {
    let fact: Meta = mode == .full ? .fullSync : .incrementalSync
    return try await cache.file.read { try Meta.time($0, fact) }
  }

  private mutating func pass(through upstream: any InventoryBackend) async throws(GatewayError) {
    try await begin()
    try await walk(through: upstream)
    if mode == .full { try await settleMissing(upstream) }
    try await end()
  }

  private func replaceFile(_ damage: String) throws(GatewayError) {
    let name = try cache.file.setAside()
    cache.settings.report(
      "the file of the cache was damaged (\(damage)): it is kept as \(name), and a new one is filled")
  }

  // MARK: Beginning

  private mutating func begin() async throws(GatewayError) {
    let now = cache.clock.now
    let state = try await cache.file.read { try PassState($0) }
    if mode == .incremental, let since = state.changedSince {
      began = now
      walk.changedSince = since.advanced(bySeconds: -SyncPass.overlap)
      return
    }
    // Without a full sync nothing is known of what an incremental one would leave out.
    mode = .full
    if let left = state.left, case let pause = now.seconds(since: left.began), (0...SyncPass.longestPause) ~= pause {
      began = left.began
      walk.place = left.place
      met = try await cache.file.read { try MetIDs.all($0) }
    } else {
      began = now
      try await cache.file.write { database, _ in
        try MetIDs.clear(database)
        try RecordStore.forgetNoted(before: now.advanced(bySeconds: -SyncPass.longestAnswer), in: database)
        try Meta.set(database, .passBegan, now.milliseconds)
        try Meta.set(database, .passPlace, 0)
      }
    }
  }

  // MARK: Pages

  private mutating func walk(through upstream: any InventoryBackend) async throws(GatewayError) {
    defer { for task in ahead.values { task.cancel() } }
    while true {
      if Task.isCancelled { throw GatewayError(.cancelled, "cancelled by the client") }
      let task = ahead.removeValue(forKey: walk.place) ?? PageTask(upstream, walk, at: cache.clock.now)
      let page = try await task.page()
      readAhead(page, upstream)
      try await take(page, readAt: task.began)
      report(SyncProgress(done: outcome.fetched, total: page.total))
      guard let next = page.next else { return }
      guard barren < SyncPass.mostBarren else {
        // Where it stands is no place to go on from.
        if mode == .full { try await forgetPlace() }
        throw GatewayError(.upstreamError, "upstream repeats the same devices page after page")
      }
      walk.place = next
    }
  }

  private func forgetPlace() async throws(GatewayError) {
    try await cache.file.write { database, _ in
      try Meta.clear(database, .passBegan, .passPlace)
      try MetIDs.clear(database)
    }
  }

  /// Asks for the pages behind this one, while it is written.
  private mutating func readAhead(_ page: WalkPage, _ upstream: any InventoryBackend) {
    let places = (page.next.map { [$0] } ?? []) + page.ahead
    for (place, task) in ahead where !places.contains(place) {
      task.cancel()
      ahead[place] = nil
    }
    for place in places where ahead[place] == nil {
      var walk = walk
      walk.place = place
      ahead[place] = PageTask(upstream, walk, at: cache.clock.now)
    }
  }

  private mutating func take(_ page: WalkPage, readAt: Timestamp) async throws(GatewayError) {
    outcome.fetched += page.devices.count
    var new: [any DeviceRecord] = []
    for device in page.devices where met.insert(device.id).inserted { new.append(device) }
    // A page without rows is one in which nothing passed upstream's filter, as long as there is a place behind it.
    let isEmptyOnly = page.devices.isEmpty && page.next.map { $0 > walk.place } ?? true
    barren = new.isEmpty ? barren + (isEmptyOnly ? 0 : 1) : 0
    let (devices, next, mode) = (new, page.next, mode)
    let reading = RecordStore.Reading(at: readAt, now: cache.clock.now, source: .sync, renews: mode == .incremental)
    let tells = !cache.observers.isEmpty
    let written = try await cache.file.write { database, store in
      var written = Written()
      let knowsAll = try Meta.number(database, .fullSync) != nil
      for device in devices {
        let effect = try store.put(device, reading, in: database)
        written.count(effect)
        if tells, let change = effect.change(isKnownToBeNew: knowsAll) { written.changes.append(change) }
      }
      if mode == .full {
        try MetIDs.add(devices.map(\.id), database)
        try Meta.set(database, .passPlace, next)
      }
      return written
    }
    outcome.created += written.created
    outcome.updated += written.updated
    cache.observers.tell(written.changes)
  }

  private struct Written: Sendable {
    var created = 0
    var updated = 0
    var changes: [DeviceChange] = []

    mutating func count(_ effect: RecordStore.Effect) {
      switch effect {
      case .unchanged: break
      case .created: created += 1
      case .updated: updated += 1
      }
    }
  }

  // MARK: Ending

  /// Asks upstream for each device that no page told: it is deleted only when upstream says so.
  private mutating func settleMissing(_ upstream: any InventoryBackend) async throws(GatewayError) {
    let (met, began, now) = (met, began, max(began, cache.clock.now))
    let missing = try await cache.file.read { database in
      try Int.fetchAll(database, sql: "SELECT id FROM device").filter { !met.contains($0) }.filter { id in
        // What was read since the pass began is there.
        let readAt = try Int.fetchOne(database, sql: "SELECT read_at FROM record WHERE id = ?", arguments: [id])
        return !(began.milliseconds...now.milliseconds).contains(readAt ?? 0)
      }
    }
    var isAway = false
    for id in missing {
      if Task.isCancelled { throw GatewayError(.cancelled, "cancelled by the client") }
      do throws(GatewayError) {
        if isAway { throw GatewayError(.unreachable) }
        let asked = cache.clock.now
        let told = try await upstream.get(.id(id), ReadPolicy()).device
        let effect = try await cache.store(told, from: .sync, askedAt: asked)
        if case .updated = effect { outcome.updated += 1 }
      } catch {
        if error.kind == .notFound {
          let gone = try await cache.remove(id)
          outcome.deleted += gone == nil ? 0 : 1
        } else if error.kind == .ioError || error.kind == .cancelled {
          throw error
        } else {
          isAway = isAway || error.meansNoUpstream
          try await cache.file.write { database, store in
            // It stays as old as the last full sync that met it.
            let before = try Meta.number(database, .fullSync).flatMap { $0 <= now.milliseconds ? $0 : nil }
            try store.markMissed(id, metAt: before, in: database)
          }
        }
      }
    }
  }

  private func end() async throws(GatewayError) {
    let (mode, began) = (mode, began)
    let oldest = cache.retainedSince
    if mode == .full { try await makeIndexes() }
    try await cache.file.write { database, _ in
      try database.execute(sql: "DELETE FROM change WHERE at < ?", arguments: [oldest.milliseconds])
      if mode == .full {
        if try Meta.number(database, .fullSync) == nil { try CacheSchema.makeTally(database) }
        try Meta.set(database, .fullSync, began.milliseconds)
        try Meta.clear(database, .passBegan, .passPlace)
        try MetIDs.clear(database)
      }
      try Meta.set(database, .incrementalSync, began.milliseconds)
    }
  }

  private func makeIndexes() async throws(GatewayError) {
    guard try await cache.file.read({ try !CacheSchema.hasIndexes($0) }) else { return }
    for index in CacheSchema.indexes {
      try await cache.file.write { database, _ in try CacheSchema.make(index, database) }
    }
    // A few hundred rows of each index tell how many devices share a value, which is what a choice of index needs.
    try await cache.file.write { database, _ in
      try database.execute(sql: "PRAGMA analysis_limit = 1000; ANALYZE")
    }
  }
}

/// How far the syncs of a file have come.
private struct PassState: Sendable {
  /// From when on an incremental sync has to look; nil when there was no full one.
  var changedSince: Timestamp?
  /// A full sync that was not brought to its end.
  var left: (began: Timestamp, place: Int)?

  init(_ database: Database) throws {
    if let began = try Meta.time(database, .passBegan), let place = try Meta.number(database, .passPlace) {
      left = (began, place)
    }
    guard let full = try Meta.time(database, .fullSync) else { return }
    let last = max(full, try Meta.time(database, .incrementalSync) ?? full)
    // By upstream's own clock, as far as it has told its time.
    let latest = try Int.fetchOne(database, sql: "SELECT max(status_change) FROM device WHERE status_change < ''")
    changedSince = min(last, latest.map { Timestamp(milliseconds: $0) } ?? last)
  }
}

/// A page that is being read while the one before is written.
private struct PageTask: Sendable {
  let began: Timestamp
  private let task: Task<Result<WalkPage, GatewayError>, Never>

  init(_ upstream: any InventoryBackend, _ walk: InventoryWalk, at now: Timestamp) {
    began = now
    task = Task {
      do throws(GatewayError) {
        return .success(try await upstream.page(of: walk))
      } catch {
        return .failure(error)
      }
    }
  }

  func page() async throws(GatewayError) -> WalkPage {
    try await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }.get()
  }

  func cancel() { task.cancel() }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
