internal import DequeModule
internal import JSON

/// Messages that were read while nothing could start, as they came, in order and bounded in bytes.
struct WaitingRoom {
  enum Item {
    case message(bytes: [UInt8], id: RequestID?, cancelledMembers: Set<RequestID>)
    case fault(RPCError)

    /// What it is counted as: its bytes, and what keeping it costs.
    var size: Int {
      switch self {
      case .message(let bytes, _, _): bytes.count + 96
      case .fault: 256
      }
    }

    var isArray: Bool {
      guard case .message(let bytes, nil, _) = self else { return false }
      return bytes.first { $0 > 0x20 } == UInt8(ascii: "[")
    }
  }

  private var items: Deque<Item> = []
  private(set) var bytes = 0
  /// How many requests of each id are here, so that a cancel of another id costs nothing.
  private var requests: [RequestID: Int] = [:]
  private var arrays = 0

  var isEmpty: Bool { items.isEmpty }
  var count: Int { items.count }

  mutating func append(_ item: Item) {
    count(item, by: 1)
    items.append(item)
  }

  mutating func popFirst() -> Item? {
    guard let item = items.popFirst() else { return nil }
    count(item, by: -1)
    return item
  }

  /// Takes out the requests of that id, and marks the arrays, in which there may be more of them.
  /// - Returns: how many were taken out.
  mutating func cancel(_ id: RequestID) -> Int {
    guard requests[id] != nil || arrays > 0 else { return 0 }
    var cancelled = 0
    var kept = Deque<Item>()
    for item in items {
      switch item {
      case .message(_, .some(let other), _) where other == id:
        count(item, by: -1)
        cancelled += 1
      case .message(let text, nil, var members) where item.isArray:
        members.insert(id)
        kept.append(.message(bytes: text, id: nil, cancelledMembers: members))
      case .message, .fault:
        kept.append(item)
      }
    }
    items = kept
    return cancelled
  }

  private mutating func count(_ item: Item, by step: Int) {
    bytes += item.size * step
    if item.isArray { arrays += step }
    if case .message(_, .some(let id), _) = item {
      let left = requests[id, default: 0] + step
      requests[id] = left == 0 ? nil : left
    }
  }
}
