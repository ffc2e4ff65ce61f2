package import GatewayCore
internal import Synchronization

extension OperationEngine {
  /// Calls `wake`, on any thread, after every step of one of these operations, until it is taken back.
  ///
  /// As long as it stands, the devices of these operations count as waited for.
  package func listen(to ids: [OperationID], _ wake: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      state.nextListener += 1
      state.listeners[state.nextListener] = EngineState.Listener(ids: Set(ids), wake: wake)
      return state.nextListener
    }
  }

  package func stopListening(_ number: Int) {
    state.withLock { $0.listeners[number] = nil }
  }

  func wakeListeners(of id: OperationID) {
    let woken = state.withLock { state in
      state.listeners.sorted { $0.key < $1.key }.filter { $0.value.ids.contains(id) }.map(\.value.wake)
    }
    for wake in woken { wake() }
  }

  /// The devices of live operations that somebody waits for.
  package var awaitedDevices: Set<Int> {
    state.withLock { state in
      Set(state.listeners.values.flatMap(\.ids).compactMap { state.live[$0]?.operation.device.id })
    }
  }

  // MARK: The end

  /// Something is due that an orderly end still sends.
  package var hasDueWork: Bool {
    state.withLock { $0.inDispatch > 0 || !$0.isStopped && $0.hasDue }
  }

  /// Nothing further is sent.
  package func stopDispatching() {
    state.withLock { $0.isStopped = true }
  }
}
