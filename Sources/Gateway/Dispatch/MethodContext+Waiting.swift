internal import GatewayCore
internal import JSONRPC
internal import MockBackend
internal import OperationEngine
internal import Simulator

extension MethodContext {
  /// Holds the call for so many seconds of the mock's time.
  func hold(seconds: Double) async throws {
    guard let clock = services.mock?.simulation.clock else { return }
    // Where time stands still or jumps, a held call only waits; on the machine's own clock it is in work.
    let kind: Suspension = clock.mode == .real ? .working : .held
    _ = try await call.wait(kind, seconds: nil) { wake in
      let key = clock.schedule(afterHolding: seconds, wake)
      return { clock.cancel(key) }
    }
  }

  /// Waits until these operations are as they should be, for at most so many seconds of real time.
  ///
  /// It holds up nobody.
  ///
  /// - Parameter isEnough: looks at the operations that are live; those that have ended are left out.
  func wait(
    for ids: [OperationID], seconds: Double?, until isEnough: @escaping @Sendable ([Operation]) -> Bool
  ) async throws {
    let engine = services.operations
    let isMet: @Sendable () -> Bool = { isEnough(ids.compactMap { engine.current($0) }) }
    effectIsDone()
    if isMet() { return }
    if let seconds, seconds <= 0 { return }
    _ = try await call.wait(.waiting, seconds: seconds) { wake in
      let listener = engine.listen(to: ids) { if isMet() { wake() } }
      return { engine.stopListening(listener) }
    }
  }
}
