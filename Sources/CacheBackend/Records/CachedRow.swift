internal import GatewayCore

/// A device as the cache holds it, and since when.
struct CachedRow: Sendable {
  let record: CachedRecord
  /// When upstream told it last: by itself, or as a row that the last full sync found as it was.
  let readAt: Timestamp
  /// A write may have changed it, or it may be gone.
  let mustBeReadAgain: Bool

  struct Flags: OptionSet {
    let rawValue: Int

    /// What upstream has may be something else.
    static let mustBeReadAgain = Flags(rawValue: 1)
    /// The last full sync did not meet it, and could not find out why.
    static let wasMissed = Flags(rawValue: 2)
  }

  /// - Parameters:
  ///   - readAt: when it was stored, in milliseconds.
  ///   - fullSync: when the last full sync began.
  init(_ record: CachedRecord, readAt: Int, flags: Int, fullSync: Int?) {
    self.record = record
    let flags = Flags(rawValue: flags)
    // A sync writes only what has changed: what it has met and left is as young as the sync.
    let met = flags.contains(.wasMissed) ? nil : fullSync
    self.readAt = Timestamp(milliseconds: max(readAt, met ?? readAt))
    mustBeReadAgain = flags.contains(.mustBeReadAgain)
  }
}
