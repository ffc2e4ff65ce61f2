internal import GatewayCore
internal import JSONRPC
internal import MockBackend
internal import OperationEngine
internal import Simulator
internal import Synchronization

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

  /// Waits for work that goes on elsewhere.
  ///
  /// A cancel lets go of the work at once, and cancels its task.
  ///
  /// - Throws: what the work throws, or `cancelled`.
  func awaiting<Value: Sendable>(
    _ work: @escaping @Sendable () async throws(GatewayError) -> Value
  ) async throws -> Value {
    let outcome = Outcome<Value>()
    _ = try await call.wait(.working, seconds: nil) { wake in
      let task = Task {
        do throws(GatewayError) {
          outcome.settle(.success(try await work()))
        } catch {
          outcome.settle(.failure(error))
        }
        wake()
      }
      return { task.cancel() }
    }
    return try outcome.value()
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

/// What work that went on elsewhere has come to.
private final class Outcome<Value: Sendable>: Sendable {
  private let settled = Mutex<Result<Value, GatewayError>?>(nil)

  func settle(_ result: Result<Value, GatewayError>) {
    settled.withLock { $0 = result }
  }

  func value() throws(GatewayError) -> Value {
    guard let result = settled.withLock({ $0 }) else {
      preconditionFailure("a call went on before the work that it waits for")
    }
    return try result.get()
  }
}
