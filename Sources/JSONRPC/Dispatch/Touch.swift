/// What a call touches, which decides what it must wait for (protocol.md 3).
///
/// Resources are named by numbers that mean something to the handler alone.
package enum Touch: Equatable, Sendable {
  case nothing
  case read(Int)
  case readSeveral([Int])
  case write(Int)
  /// One resource whose number is not known yet: any write before it may be about it.
  case readUnresolved
  case readAll
  /// Everything, or a resource whose number is not known yet.
  case writeAll

  var isWrite: Bool {
    switch self {
    case .write, .writeAll: true
    case .nothing, .read, .readSeveral, .readUnresolved, .readAll: false
    }
  }

  /// Whether a call that touches this must wait for an earlier one that touches `earlier`.
  func mustWait(for earlier: Touch) -> Bool {
    switch (earlier, self) {
    case (.nothing, _), (_, .nothing): false
    case (.writeAll, _), (_, .writeAll): true
    case (.write(let written), .read(let key)), (.write(let written), .write(let key)),
      (.read(let written), .write(let key)):
      written == key
    case (.write(let key), .readSeveral(let keys)), (.readSeveral(let keys), .write(let key)): keys.contains(key)
    case (.write, .readUnresolved), (.write, .readAll), (.readUnresolved, .write), (.readAll, .write): true
    case (.read, _), (.readSeveral, _), (.readUnresolved, _), (.readAll, _): false
    }
  }
}
