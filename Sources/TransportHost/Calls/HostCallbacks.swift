internal import CTransport

// What a module calls, on any thread: C functions, and so neither closures nor anybody's isolation.

/// The instance behind the `context` of a host's table, which lives as long as the process.
@unsafe private func instance(_ context: UnsafeMutableRawPointer?) -> ModuleInstance? {
  guard let context = unsafe context else { return nil }
  return unsafe Unmanaged<ModuleInstance>.fromOpaque(context).takeUnretainedValue()
}

@unsafe func hostComplete(
  _ context: UnsafeMutableRawPointer?, _ call: UInt64, _ answer: UnsafePointer<cpegate_answer>?
) {
  unsafe instance(context)?.complete(call, answer)
}

@unsafe func hostLog(_ context: UnsafeMutableRawPointer?, _ level: Int32, _ line: cpegate_bytes) {
  unsafe instance(context)?.logLine(level, line)
}

@unsafe func hostForward(
  _ context: UnsafeMutableRawPointer?, _ request: UnsafePointer<cpegate_request>?, _ done: cpegate_forwarded?,
  _ doneContext: UnsafeMutableRawPointer?
) -> UInt64 {
  unsafe instance(context)?.forward(request, done, doneContext) ?? 0
}

@unsafe func hostCancelForwarded(_ context: UnsafeMutableRawPointer?, _ number: UInt64) {
  unsafe instance(context)?.cancelForwarded(number)
}
