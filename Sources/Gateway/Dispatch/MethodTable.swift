internal import JSON

/// The methods there are.
///
/// Adding one is its own file and a line in ``gateway``.
package struct MethodTable: Sendable {
  /// In the order in which they were added.
  package private(set) var all: [MethodEntry] = []
  /// By a hash of the name that costs a few instructions, each at its place or the next free one behind it: this is
  /// looked at for every request.
  private var places: [MethodEntry?] = Array(repeating: nil, count: 256)

  package init() {}

  @inline(__always)
  package mutating func add<M: Method>(_ method: M.Type) {
    add(MethodEntry(method))
  }

  @inline(__always)
  package mutating func add<M: PromptMethod>(_ method: M.Type) {
    add(MethodEntry(prompt: method))
  }

  private mutating func add(_ entry: MethodEntry) {
    precondition(self.entry(named: "\(entry.name)") == nil, "two methods named \(entry.name)")
    precondition(all.count < places.count / 2, "the table of methods is too full")
    all.append(entry)
    var place = entry.name.withUTF8Buffer { name in unsafe MethodTable.place(name.span) }
    while places[place] != nil { place = (place + 1) & 255 }
    places[place] = entry
  }

  func entry(_ name: JSONName) -> MethodEntry? {
    var place = MethodTable.place(name.utf8)
    while let entry = places[place] {
      if name.equals(entry.name) { return entry }
      place = (place + 1) & 255
    }
    return nil
  }

  package func entry(named name: String) -> MethodEntry? {
    all.first { "\($0.name)" == name }
  }

  package var names: [String] { all.map { "\($0.name)" } }

  /// FNV-1a over the last bytes, in which names differ.
  private static func place(_ name: Span<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for index in max(0, name.count - 8)..<name.count { hash = (hash ^ UInt32(name[index])) &* 16_777_619 }
    return Int((hash ^ UInt32(truncatingIfNeeded: name.count)) >> 3 & 255)
  }
}

extension Method {
  /// Whether a call that passed its checks would change a device: not where it only asks what would happen.
  static func changesSomething(_ params: Params) -> Bool {
    (params as? any SometimesHarmless)?.isHarmless != true
  }

  static func isAudited(_ params: Params) -> Bool {
    (params as? any SometimesHarmless)?.isRehearsal != true
  }
}

/// Params that say by themselves whether a call changes anything.
protocol SometimesHarmless {
  /// Allowed where nothing may be changed.
  var isHarmless: Bool { get }
  /// Nothing is done: it is only asked what would be.
  var isRehearsal: Bool { get }
}
