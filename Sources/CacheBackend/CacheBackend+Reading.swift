package import GatewayCore
internal import JSON

extension CacheBackend {
  package func knownID(of selector: DeviceSelector) -> Int? {
    if case .id(let id) = selector { return id }
    return (try? file.points.row(selector))??.record.id ?? upstream?.knownID(of: selector)
  }

  package func readingAtHand(_ selector: DeviceSelector, _ policy: ReadPolicy) throws(GatewayError) -> DeviceReading? {
    guard let row = try row(selector), serves(row, policy) else { return nil }
    return reading(row, isStale: false)
  }

  package func get(_ selector: DeviceSelector, _ policy: ReadPolicy) async throws(GatewayError) -> DeviceReading {
    let row = try row(selector)
    if let row, serves(row, policy) { return reading(row, isStale: false) }
    do throws(GatewayError) {
      return try await read(selector, held: row, policy)
    } catch {
      guard let row, policy.takesStale, error.meansNoUpstream else { throw error }
      return reading(row, isStale: true)
    }
  }

  package func resolve(_ selector: DeviceSelector) async throws(GatewayError) -> ResolvedDevice {
    let row = try row(selector)
    guard let upstream else {
      guard let row else { throw .noSuchDevice(selector) }
      return ResolvedDevice(id: row.record.id, record: row.record)
    }
    // A name may belong to another device by now, and an operation must not meet that one: who is asked is upstream.
    if case .id(let id) = selector, let row { return ResolvedDevice(id: id, record: row.record) }
    let resolved = try await upstream.resolve(selector)
    if resolved.record != nil { return resolved }
    return ResolvedDevice(id: resolved.id, record: try self.row(.id(resolved.id))?.record)
  }

  /// Asks upstream for one device and keeps the answer.
  func read(
    _ selector: DeviceSelector, held: CachedRow?, _ policy: ReadPolicy
  ) async throws(GatewayError) -> DeviceReading {
    let upstream = try online()
    // What is kept is whole, whoever asks for it next.
    var policy = policy
    policy.includePending = true
    let (told, asked): (DeviceReading, Timestamp)
    do throws(GatewayError) {
      asked = clock.now
      told = try await upstream.get(selector, policy)
    } catch {
      // It went away, or goes by another name: the next sync finds out which.
      if error.kind == .notFound, let held { try await markForReading(held.record.id) }
      throw error
    }
    let record = try await keep(told.device, from: .read, askedAt: asked)
    if let held, held.record.id != record.id { try await markForReading(held.record.id) }
    return DeviceReading(record, told.freshness)
  }

  func row(_ selector: DeviceSelector) throws(GatewayError) -> CachedRow? {
    do throws(SQLFailure) {
      return try file.points.row(selector)
    } catch {
      throw GatewayError(cache: error)
    }
  }

  // MARK: Age

  /// Whether a row is young enough to be the answer.
  private func serves(_ row: CachedRow, _ policy: ReadPolicy) -> Bool {
    guard !row.mustBeReadAgain, !policy.updateStatus else { return false }
    if policy.includePending, !row.tellsPending { return false }
    guard let maxAge = policy.maxAge else { return true }
    return isYoung(row.readAt, maxAge)
  }

  /// Whether what was told at an instant is no older than so many seconds.
  ///
  /// An instant that is yet to come is one of a clock that went wrong, and says nothing.
  func isYoung(_ instant: Timestamp, _ maxAge: Double) -> Bool {
    let age = clock.now.seconds(since: instant)
    return maxAge > 0 && age <= maxAge && age > -CacheBackend.clockNoise
  }

  /// Seconds that a clock may be set back without anything being wrong.
  private static let clockNoise = 1.0

  private func reading(_ row: CachedRow, isStale: Bool) -> DeviceReading {
    DeviceReading(row.record, Freshness(keptBy: kind, since: row.readAt, now: clock.now, isStale: isStale))
  }

  // MARK: Keeping

  /// Stores what upstream has told of one device, and returns all that is known of it.
  ///
  /// - Parameters:
  ///   - isNew: it was made just now.
  ///   - asked: when upstream was asked; nil for what it has answered to a write, which is so now.
  func keep(
    _ device: any DeviceRecord, from source: ChangeSource, flags: CachedRow.Flags = [], isNew: Bool = false,
    askedAt asked: Timestamp? = nil
  ) async throws(GatewayError) -> any DeviceRecord {
    switch try await store(device, from: source, flags: flags, isNew: isNew, askedAt: asked) {
    case .unchanged: return try row(.id(device.id))?.record ?? device
    case .created(let record), .updated(_, let record): return record
    }
  }

  func store(
    _ device: any DeviceRecord, from source: ChangeSource, flags: CachedRow.Flags = [], isNew: Bool = false,
    askedAt asked: Timestamp? = nil
  ) async throws(GatewayError) -> RecordStore.Effect {
    let now = clock.now
    let reading = RecordStore.Reading(at: asked ?? now, now: now, source: source, flags: flags)
    let (effect, knowsAll) = try await file.write { database, store in
      (try store.put(device, reading, in: database), try Meta.number(database, .fullSync) != nil)
    }
    observers.tell(effect.change(isKnownToBeNew: isNew || knowsAll).map { [$0] } ?? [])
    return effect
  }

  func markForReading(_ id: Int) async throws(GatewayError) {
    let now = clock.now
    try await file.write { database, store in try store.markForReading(id, at: now, in: database) }
  }

  /// Takes the mark back: what is held is still what upstream has.
  func unmark(_ id: Int) async throws(GatewayError) {
    try await file.write { database, store in try store.unmark(id, in: database) }
  }

  /// Forgets a device that is gone, and tells of it; nil when it was not held.
  func remove(_ id: Int) async throws(GatewayError) -> CachedRecord? {
    let now = clock.now
    let gone = try await file.write { database, store in try store.remove(id, at: now, in: database) }
    observers.tell(gone.map { [DeviceChange(before: $0, after: nil)] } ?? [])
    return gone
  }
}

extension RecordStore.Effect {
  /// What watchers are told.
  ///
  /// - Parameter isKnownToBeNew: a device that was not held was not there; false as long as not all devices are known.
  func change(isKnownToBeNew: Bool) -> DeviceChange? {
    switch self {
    case .unchanged: nil
    case .created where !isKnownToBeNew: nil
    case .created(let record): DeviceChange(before: nil, after: record)
    case .updated(let before, let after): DeviceChange(before: before, after: after)
    }
  }
}

extension CachedRow {
  fileprivate var tellsPending: Bool {
    guard let told = record[.pendingSettings] else { return false }
    return told != .null
  }
}

extension ReadPolicy {
  /// Whether what is there is served when upstream cannot be had (protocol.md 9).
  var takesStale: Bool { allowStale ?? (maxAge == nil) }
}

extension GatewayError {
  /// Upstream has not said anything about what was asked.
  var meansNoUpstream: Bool {
    [.unreachable, .upstreamError, .rateLimited, .unauthorized].contains(kind)
  }
}
