internal import HeapModule

/// Things to do at a time, in the order of their times; of one time in the order they were added.
///
/// Adding and taking cost the logarithm of what is stored, cancelling is constant.
package struct TimerQueue<Instant: Comparable & Sendable, Action> {
  /// Names one entry, for ``cancel(_:)``.
  ///
  /// Never reused.
  package struct Key: Hashable, Sendable {
    fileprivate let sequence: UInt64
  }

  private struct Entry: Comparable {
    let instant: Instant
    let sequence: UInt64

    static func < (left: Entry, right: Entry) -> Bool {
      left.instant == right.instant ? left.sequence < right.sequence : left.instant < right.instant
    }
  }

  private var heap = Heap<Entry>()
  private var actions: [UInt64: Action] = [:]
  private var nextSequence: UInt64 = 0

  package init() {}

  package var isEmpty: Bool { actions.isEmpty }
  package var count: Int { actions.count }

  @discardableResult
  package mutating func add(at instant: Instant, _ action: Action) -> Key {
    let sequence = nextSequence
    nextSequence += 1
    heap.insert(Entry(instant: instant, sequence: sequence))
    actions[sequence] = action
    return Key(sequence: sequence)
  }

  /// Takes an entry back; one that was taken already is passed over.
  package mutating func cancel(_ key: Key) {
    actions[key.sequence] = nil
    // What was cancelled stays in the heap until its time comes, unless that becomes most of the heap.
    guard heap.count > 64, heap.count > actions.count * 2 else { return }
    heap = Heap(heap.unordered.filter { actions[$0.sequence] != nil })
  }

  /// The time of the next entry.
  package mutating func nextInstant() -> Instant? {
    dropCancelled()
    return heap.min?.instant
  }

  /// The earliest of the entries that `isWanted` takes; this looks at all of them.
  package func nextInstant(where isWanted: (Action) -> Bool) -> Instant? {
    var earliest: Instant?
    for entry in heap.unordered where earliest.map({ entry.instant < $0 }) ?? true {
      if let action = actions[entry.sequence], isWanted(action) { earliest = entry.instant }
    }
    return earliest
  }

  /// The next entry, when its time is not after `limit`; it is removed.
  package mutating func takeNext(upTo limit: Instant) -> (instant: Instant, action: Action)? {
    dropCancelled()
    guard let entry = heap.min, entry.instant <= limit, let action = actions.removeValue(forKey: entry.sequence) else {
      return nil
    }
    heap.removeMin()
    return (entry.instant, action)
  }

  private mutating func dropCancelled() {
    while let entry = heap.min, actions[entry.sequence] == nil { heap.removeMin() }
  }
}
