internal import CTransport

/// What the host offers to one instance.
///
/// Every function may be called on any thread until ``ModuleInstance/close()`` returns.
@safe package struct ModuleHost: @unchecked Sendable {
  // @unchecked: the host's own table, constant until the process ends, whose functions may be called on any thread.
  private let table: UnsafePointer<cpegate_host>

  package enum LogLevel: Int32, Sendable {
    case debug = 1
    case info
    case warning
    case error
  }

  init(_ table: UnsafePointer<cpegate_host>) {
    unsafe self.table = table
  }

  /// Tells what became of the request that was sent under this number; one that is not open is passed over.
  ///
  /// The host copies before it returns, so buffers of `answer` can be used again.
  package func complete(_ call: UInt64, _ answer: ModuleAnswer) {
    unsafe answer.lend { unsafe table.pointee.complete?(table.pointee.context, call, $0) }
  }

  /// Writes one line to the log.
  package func log(_ level: LogLevel, _ text: String) {
    unsafe text.lend { unsafe table.pointee.log?(table.pointee.context, level.rawValue, $0) }
  }

  /// Whether there is a layer below.
  package var canForward: Bool { unsafe table.pointee.forward != nil }

  /// Hands a request to the layer below; `done` is called exactly once, on any thread, perhaps before this returns.
  ///
  /// Returns a number for ``cancelForwarded(_:)``. Without a layer below `done` hears so at once.
  @discardableResult
  package func forward(_ request: ModuleRequest, done: @escaping @Sendable (ModuleAnswer) -> Void) -> UInt64 {
    guard let forward = unsafe table.pointee.forward else {
      done(ModuleAnswer(.notSent(.refused), message: "there is no transport below this one to forward to"))
      return 0
    }
    let waiting = unsafe Unmanaged.passRetained(ForwardedCall(done)).toOpaque()
    return unsafe request.lend { unsafe forward(table.pointee.context, $0, forwarded, waiting) }
  }

  /// Asks the layer below to stop; `done` is called all the same.
  package func cancelForwarded(_ number: UInt64) {
    unsafe table.pointee.cancel_forwarded?(table.pointee.context, number)
  }
}

private final class ForwardedCall {
  let done: @Sendable (ModuleAnswer) -> Void

  init(_ done: @escaping @Sendable (ModuleAnswer) -> Void) {
    self.done = done
  }
}

private func forwarded(context: UnsafeMutableRawPointer?, answer: UnsafePointer<cpegate_answer>?) {
  guard let context = unsafe context, let answer = unsafe answer else { return }
  let call = unsafe Unmanaged<ForwardedCall>.fromOpaque(context).takeRetainedValue()
  unsafe call.done(ModuleAnswer(answer.pointee))
}
