internal import GatewayCore

/// What happened to devices, as the device log tells it (reference: 8.4).
struct DeviceLog: Sendable {
  struct Entry: Sendable {
    var id = 0
    let time: Timestamp
    let device: Int
    /// `set`, `get`, `command` or `event`.
    let action: String
    /// What was done, or to which parameter.
    let subject: String
    var value: String?
    var isPending = false
    var isApplied = true
    var errorCode: Int?
    var errorMessage: String?
  }

  private(set) var entries: [Entry] = []
  private var last = 0
  private static let kept = 8192

  mutating func add(_ entry: Entry) {
    last += 1
    var entry = entry
    entry.id = last
    entries.append(entry)
    if entries.count > DeviceLog.kept { entries.removeFirst(DeviceLog.kept / 2) }
  }

  mutating func removeAll() { entries = [] }
}
