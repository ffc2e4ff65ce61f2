/// The requests that were answered: the last ones, and how many there were of each kind.
struct AccessLog: Sendable {
  struct Entry: Sendable {
    /// From 1.
    let sequence: Int
    let method: String
    /// That of the endpoint, `-` for a path that leads nowhere.
    let template: String
    /// As it stood on the request line; tokens are in headers, and headers and bodies are not kept.
    let target: String
    /// 0 where nothing was sent.
    let status: Int
  }

  struct Kind: Hashable, Comparable, Sendable {
    let method: String
    let template: String

    static func < (left: Kind, right: Kind) -> Bool {
      (left.template, left.method) < (right.template, right.method)
    }
  }

  private(set) var counts: [Kind: Int] = [:]
  private(set) var last = 0
  private var ring: [Entry] = []
  private static let kept = 8192
  /// Where the next entry goes once the ring is full.
  private var place = 0
  /// Told of every entry, for those who write it down.
  var observer: (@Sendable (_ method: String, _ template: String, _ target: String, _ status: Int) -> Void)?

  mutating func add(_ method: String, _ template: String, _ target: String, _ status: Int) {
    last += 1
    counts[Kind(method: method, template: template), default: 0] += 1
    let entry = Entry(sequence: last, method: method, template: template, target: target, status: status)
    if ring.count < AccessLog.kept {
      ring.append(entry)
    } else {
      ring[place] = entry
      place = (place + 1) % AccessLog.kept
    }
    observer?(method, template, target, status)
  }

  /// The kept ones behind a sequence number, oldest first.
  func entries(since sequence: Int) -> [Entry] {
    (ring[place...] + ring[..<place]).filter { $0.sequence > sequence }
  }

  mutating func removeAll() {
    ring = []
    place = 0
    counts = [:]
  }
}
