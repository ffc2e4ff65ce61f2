/// What a cache does beside being a backend: `cache.*`, `inventory.history`, `inventory.diff` and kept parameter values.
package protocol DeviceCache: Sendable {
  /// Reads from upstream what may have changed; joins a run of the same kind that is under way.
  ///
  /// Reads and writes go on meanwhile. A caller whose task is cancelled is not waited for; the run goes on as long as
  /// anybody else wants it.
  ///
  /// - Parameter progress: called from any thread as rows come in.
  /// - Throws: `unreachable` when offline, or what upstream said; what was read until then stays.
  func sync(
    _ mode: SyncMode, progress: @escaping @Sendable (SyncProgress) -> Void
  ) async throws(GatewayError) -> SyncOutcome

  func status() async throws(GatewayError) -> CacheStatus

  /// Forgets devices, values, history and sync times.
  func clear() async throws(GatewayError)

  /// Changes of one device, the oldest first.
  func history(_ query: HistoryQuery) async throws(GatewayError) -> HistoryPage

  /// How a device is told now, or was told at an instant, as far as the history goes back.
  ///
  /// - Throws: `not_found` for a device the cache does not hold, or that it did not know yet at that instant;
  ///   `invalid_params` for an instant before what is kept.
  func device(_ selector: DeviceSelector, at instant: Timestamp?) async throws(GatewayError) -> any DeviceRecord

  /// Values of these paths that were read by operations; those that are not kept are left out.
  func values(of paths: [String], of device: Int) async throws(GatewayError) -> [KeptValue]
}

package enum SyncMode: String, CaseIterable, Sendable {
  case full
  case incremental
}

package struct SyncProgress: Sendable {
  package let done: Int
  /// Nil when it is not known.
  package let total: Int?

  package init(done: Int, total: Int?) {
    self.done = done
    self.total = total
  }
}

/// What a sync has done.
package struct SyncOutcome: Sendable, Equatable {
  /// Rows that were read.
  package var fetched = 0
  package var created = 0
  package var updated = 0
  package var deleted = 0
  /// Seconds.
  package var duration = 0.0

  package init() {}
}

package struct CacheStatus: Sendable {
  package let devices: Int
  /// When the last one that came to its end began.
  package let lastFullSync: Timestamp?
  package let lastIncrementalSync: Timestamp?
  /// Of the file, with what is not yet written into its place.
  package let bytes: Int
  /// No full sync has ever come to its end, or rows wait to be read again.
  package let isStale: Bool

  package init(
    devices: Int, lastFullSync: Timestamp?, lastIncrementalSync: Timestamp?, bytes: Int, isStale: Bool
  ) {
    self.devices = devices
    self.lastFullSync = lastFullSync
    self.lastIncrementalSync = lastIncrementalSync
    self.bytes = bytes
    self.isStale = isStale
  }
}

/// One page of the history of a device.
package struct HistoryQuery: Sendable {
  package var device: DeviceSelector
  /// Inclusive.
  package var since: Timestamp?
  /// Nil for all.
  package var fields: [DeviceField]?
  package var limit = 100
  /// The number of the last change that was told.
  package var after: Int?

  package init(_ device: DeviceSelector) {
    self.device = device
  }
}

package struct HistoryPage: Sendable {
  package var changes: [FieldChange] = []
  /// The number to go on behind; nil behind the last change.
  package var next: Int?
  /// Changes before this are not kept.
  package let retainedSince: Timestamp

  package init(retainedSince: Timestamp) {
    self.retainedSince = retainedSince
  }
}

/// One member of a device that had another value when it was looked at again; nil for a value that was not told.
package struct FieldChange: Sendable {
  package let number: Int
  /// When it was seen, which may be long after it happened.
  package let at: Timestamp
  package let field: DeviceField
  package let from: DeviceValue?
  package let to: DeviceValue?
  package let source: ChangeSource

  package init(
    number: Int, at: Timestamp, field: DeviceField, from: DeviceValue?, to: DeviceValue?, source: ChangeSource
  ) {
    self.number = number
    self.at = at
    self.field = field
    self.from = from
    self.to = to
    self.source = source
  }
}

/// How a change came to be seen.
package enum ChangeSource: String, Sendable {
  /// A sync found it.
  case sync
  /// A single device was read.
  case read
  /// A write through this gateway made it.
  case write
}

/// The value of a parameter as an operation read it.
package struct KeptValue: Sendable {
  package let variable: Variable
  package let readAt: Timestamp

  package init(_ variable: Variable, readAt: Timestamp) {
    self.variable = variable
    self.readAt = readAt
  }
}
