package import JSON

/// Where a device or list came from and how old it is; of a list, that of its oldest row.
package struct Freshness: Sendable {
  package let source: StaticString
  /// Nil when nothing was ever fetched.
  package let fetchedAt: Timestamp?
  /// Seconds; nil when nothing was ever fetched.
  package let age: Double?
  package let isStale: Bool

  /// Told by the source itself just now.
  package init(freshFrom source: StaticString, at now: Timestamp) {
    self.source = source
    fetchedAt = now
    age = 0
    isStale = false
  }

  /// Kept since it was fetched; `fetchedAt` nil for an empty cache that was never filled.
  package init(keptBy source: StaticString, since fetchedAt: Timestamp?, now: Timestamp, isStale: Bool) {
    self.source = source
    self.fetchedAt = fetchedAt
    age = fetchedAt.map { max(0, now.seconds(since: $0)) }
    self.isStale = isStale
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("source")
    writer.string(source)
    writer.member("fetched_at")
    writer.timeOrNull(fetchedAt)
    writer.member("age_s")
    if let age { writer.number(age) } else { writer.null() }
    writer.member("stale")
    writer.boolean(isStale)
    writer.endObject()
  }
}

extension JSONWriter {
  /// A time of our own making: UTC with three fraction digits.
  package mutating func time(_ instant: Timestamp) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Timestamp.textLength) { buffer in
      instant.write(to: buffer)
      plainString(buffer.span)
    }
  }

  package mutating func timeOrNull(_ instant: Timestamp?) {
    if let instant { time(instant) } else { null() }
  }

  package mutating func stringOrNull(_ text: String?) {
    if let text { string(text) } else { null() }
  }
}
