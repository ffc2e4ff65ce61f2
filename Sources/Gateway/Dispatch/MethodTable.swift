internal import JSON

/// The methods there are.
///
/// Adding one is its own file and a line in ``gateway``.
package struct MethodTable: Sendable {
  /// In the order in which they were added.
  package private(set) var all: [MethodEntry] = []
  /// Looked at for every request.
  private var byName = NameTable(capacity: 128)

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
    all.append(entry)
    byName.add(entry.name)
  }

  func entry(_ name: JSONName) -> MethodEntry? { byName.place(of: name).map { all[$0] } }

  package func entry(named name: String) -> MethodEntry? {
    all.first { "\($0.name)" == name }
  }

  package var names: [String] { all.map { "\($0.name)" } }
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
