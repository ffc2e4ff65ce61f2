internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import Synchronization

/// What one call will be told as in the audit, once: when it has had its effect, or when it has failed.
final class AuditNote: Sendable {
  private let method: StaticString
  private let device: @Sendable () -> Int?
  private let params: JSONText
  private let services: GatewayServices
  private let isTold = Atomic(false)
  /// The device before the call, which a delete takes away.
  private let before: Int?
  private let made = Mutex<Int?>(nil)

  init(_ method: StaticString, params: JSONText, services: GatewayServices, device: @escaping @Sendable () -> Int?) {
    self.method = method
    self.params = params
    self.services = services
    self.device = device
    before = device()
  }

  /// The call is about this device, which nobody knew before.
  func made(device: Int) {
    made.withLock { $0 = device }
  }

  func tell(outcome: String?, operation: String?) {
    guard !isTold.exchange(true, ordering: .relaxed) else { return }
    services.audit.append(
      method: method, device: made.withLock { $0 } ?? before ?? device(), params: params, outcome: outcome,
      operation: operation, at: services.clock.now)
  }
}
