package import GatewayCore
package import JSON
internal import Synchronization

/// A journal that lives as long as the process.
///
/// It keeps all operations that are not ended, and the last ended ones.
package final class MemoryJournal: Journal {
  private struct State {
    var operations: [OperationID: Operation] = [:]
    /// All ids, in order: ids are given out in order, so a new one goes to the end.
    var order: [OperationID] = []
    var claims: [ExactString: IdempotencyClaim] = [:]
    var changes: [OperationChange] = []
    var sequence = 0
    var ended = 0
  }

  private let state = Mutex(State())
  private let keptEnded: Int
  private let keptChanges: Int

  /// - Parameter keptEnded: how many ended operations are kept at least.
  package init(keptEnded: Int = 100_000, keptChanges: Int = 4096) {
    self.keptEnded = keptEnded
    self.keptChanges = keptChanges
  }

  package var isDurable: Bool { false }

  package func record(_ operation: Operation) -> Int {
    state.withLock { state in
      let before = state.operations.updateValue(operation, forKey: operation.id)
      if before == nil { state.order.append(operation.id) }
      if operation.state.isEnd, !(before?.state.isEnd ?? false) { state.ended += 1 }
      state.sequence += 1
      state.changes.append(OperationChange(sequence: state.sequence, operation: operation))
      if state.changes.count > keptChanges * 2 { state.changes.removeFirst(keptChanges) }
      if state.ended > keptEnded * 2 { forgetEnded(&state) }
      return state.sequence
    }
  }

  /// Forgets the older half of what has ended, with their keys.
  private func forgetEnded(_ state: inout State) {
    var left = state.ended - keptEnded
    var forgotten: Set<OperationID> = []
    for id in state.order where left > 0 && state.operations[id]?.state.isEnd ?? false {
      forgotten.insert(id)
      left -= 1
    }
    for id in forgotten { state.operations[id] = nil }
    state.order.removeAll { forgotten.contains($0) }
    state.claims = state.claims.filter { !forgotten.contains($0.value.operation) }
    state.ended -= forgotten.count
  }

  package func claim(_ key: ExactString, _ claim: IdempotencyClaim) {
    state.withLock { $0.claims[key] = claim }
  }

  package func commit() async throws(GatewayError) {}

  package func operation(_ id: OperationID) async throws(GatewayError) -> Operation? {
    state.withLock { $0.operations[id] }
  }

  package func claim(of key: ExactString) async throws(GatewayError) -> IdempotencyClaim? {
    state.withLock { $0.claims[key] }
  }

  package func page(_ query: OperationQuery) async throws(GatewayError) -> OperationPage {
    state.withLock { state in
      var page = OperationPage()
      for index in state.order.indices {
        let id = query.isDescending ? state.order[state.order.count - 1 - index] : state.order[index]
        if let after = query.after, query.isDescending ? id >= after : id <= after { continue }
        guard let operation = state.operations[id], query.filter.matches(operation) else { continue }
        guard page.operations.count < query.limit else {
          page.hasMore = true
          break
        }
        page.operations.append(operation)
      }
      return page
    }
  }

  package func counts() async throws(GatewayError) -> [OperationState: Int] {
    state.withLock { state in
      state.operations.values.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
    }
  }

  package var sequence: Int { state.withLock { $0.sequence } }

  package func changes(
    since sequence: Int
  ) async throws(GatewayError) -> (changes: [OperationChange], hasGap: Bool) {
    state.withLock { state in
      let hasGap = sequence < (state.changes.first?.sequence ?? 1) - 1
      return (state.changes.filter { $0.sequence > sequence }, hasGap)
    }
  }
}
