internal import Synchronization

/// How many devices upstream had for the list that was read last.
final class ListTotal: Sendable {
  private let last = Mutex<(path: APIPath, total: Int)?>(nil)

  /// - Parameter path: of the list, with its filters.
  func learn(_ total: Int, of path: APIPath) {
    last.withLock { $0 = (path, total) }
  }

  /// Nil for a list that is not the last.
  func total(of path: APIPath) -> Int? {
    last.withLock { $0?.path == path ? $0?.total : nil }
  }
}
