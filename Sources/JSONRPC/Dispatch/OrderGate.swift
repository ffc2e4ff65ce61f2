/// Keeps the promises of order (protocol.md 3): a call starts only when no earlier call that it must wait for is still
/// at work on the same thing.
///
/// It orders effects: who has had its effect leaves the gate, however long it goes on waiting.
///
/// A call that runs through on the spot never enters; only those that suspend or must wait are stored.
struct OrderGate {
  private final class Entry {
    let call: Call
    var touch: Touch
    /// Earlier entries that this one still waits for.
    var blockers = 0
    /// Later entries that wait for this one.
    var dependents: [Entry] = []
    /// It was released: whoever it waited for has nothing to free any more.
    var hasLeft = false

    init(_ call: Call, _ touch: Touch) {
      self.call = call
      self.touch = touch
    }
  }

  /// In the order of their calls' sequence numbers.
  private var entries: [Entry] = []
  private var writes = 0

  var isEmpty: Bool { entries.isEmpty }

  /// Whether a call behind all that are stored may start.
  func isOpen(for touch: Touch) -> Bool {
    if entries.isEmpty || touch == .nothing || (writes == 0 && !touch.isWrite) { return true }
    return !entries.contains { touch.mustWait(for: $0.touch) }
  }

  /// Stores a call that has started and goes on.
  mutating func hold(_ call: Call, _ touch: Touch) {
    guard touch != .nothing else { return }
    insert(Entry(call, touch))
  }

  /// Stores a call that must wait; ``release(_:)`` of those before it returns it.
  mutating func block(_ call: Call, _ touch: Touch) {
    let entry = Entry(call, touch)
    wait(entry, among: entries)
    insert(entry)
  }

  /// Removes a call that has had its effect, or will have none, and returns those that may start now, in order.
  mutating func release(_ call: Call) -> [Call] {
    guard let place = entries.firstIndex(where: { $0.call === call }) else { return [] }
    let entry = entries.remove(at: place)
    entry.hasLeft = true
    if entry.touch.isWrite { writes -= 1 }
    var free: [Call] = []
    for dependent in entry.dependents where !dependent.hasLeft {
      dependent.blockers -= 1
      if dependent.blockers == 0, mayStart(dependent) { free.append(dependent.call) }
    }
    return free.sorted { $0.sequence < $1.sequence }
  }

  /// A selector may mean another resource by now than when the call came: then it waits for that one's calls too.
  private mutating func mayStart(_ entry: Entry) -> Bool {
    let touch = entry.call.body.touch
    guard touch != entry.touch else { return true }
    if entry.touch.isWrite { writes -= 1 }
    if touch.isWrite { writes += 1 }
    entry.touch = touch
    wait(entry, among: entries.filter { $0.call.sequence < entry.call.sequence })
    return entry.blockers == 0
  }

  private func wait(_ entry: Entry, among earlier: [Entry]) {
    for other in earlier where entry.touch.mustWait(for: other.touch) {
      other.dependents.append(entry)
      entry.blockers += 1
    }
  }

  private mutating func insert(_ entry: Entry) {
    if entry.touch.isWrite { writes += 1 }
    let place = entries.lastIndex { $0.call.sequence < entry.call.sequence }.map { $0 + 1 } ?? 0
    entries.insert(entry, at: place)
  }
}
