internal import Synchronization

/// Counts who is inside a module, and lets nobody in once it closes.
final class Gate: Sendable {
  /// Twice the number of those inside, and 1 once it is closed.
  private let state = Atomic(0)
  private let isEmpty = Bell()

  /// Whether the caller is inside now; then it calls ``leave()`` later.
  func enter() -> Bool {
    if state.wrappingAdd(2, ordering: .acquiringAndReleasing).newValue & 1 == 0 { return true }
    leave()
    return false
  }

  func leave() {
    if state.wrappingSubtract(2, ordering: .acquiringAndReleasing).newValue == 1 { isEmpty.ring() }
  }

  /// - Returns: false when it is closed already.
  func close() -> Bool {
    state.bitwiseOr(1, ordering: .acquiringAndReleasing).oldValue & 1 == 0
  }

  /// Waits, once it is closed, until nobody is inside.
  ///
  /// Returns whether that came before the deadline.
  func waitUntilEmpty(by deadline: Int) -> Bool {
    while state.load(ordering: .acquiring) != 1 {
      if !isEmpty.wait(until: deadline) { return state.load(ordering: .acquiring) == 1 }
    }
    return true
  }
}
