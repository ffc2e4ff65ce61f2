internal import TransportModule

/// What other threads want of the thread that owns the connections.
struct Inbox: Sendable {
  var sends: [(call: UInt64, request: ModuleRequest)] = []
  var cancels: [UInt64] = []
  var isClosing = false
  /// Whether the thread waits for the network and has to be woken to look in here.
  var isAsleep = false

  var isEmpty: Bool { sends.isEmpty && cancels.isEmpty && !isClosing }

  /// Says whether the thread must be woken: once for all that comes until it looks.
  mutating func takeWake() -> Bool {
    defer { isAsleep = false }
    return isAsleep
  }
}
