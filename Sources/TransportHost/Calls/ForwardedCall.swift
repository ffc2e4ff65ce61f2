internal import CTransport
internal import GatewayCore

/// A request that a module handed to the layer below: how it hears, exactly once, what became of it.
@safe struct ForwardedCall: @unchecked Sendable {
  // @unchecked: a C function and an address that is handed back to it, which may happen on any thread.
  private let done: cpegate_forwarded
  private let context: UnsafeMutableRawPointer?
  /// Counts as being inside the module until it has heard, so that the module is not closed before.
  private let gate: Gate

  /// - Precondition: the caller has entered the gate for it.
  init(_ done: @escaping cpegate_forwarded, _ context: UnsafeMutableRawPointer?, gate: Gate) {
    unsafe self.done = done
    unsafe self.context = context
    self.gate = gate
  }

  /// Tells what became of it.
  func finish(_ outcome: Result<TransportResponse, TransportFailure>) {
    unsafe outcome.lend { unsafe finish($0) }
  }

  /// The same as C has it.
  @unsafe func finish(_ answer: UnsafePointer<cpegate_answer>) {
    unsafe done(context, answer)
    gate.leave()
  }
}
