internal import CTransport

/// One instance in the stack of a URL, seen from the module above it.
protocol Layer: Sendable {
  /// Sends a request that the module above forwards; `call` hears what became of it, maybe before this returns.
  ///
  /// Returns a number for ``cancel(_:)``.
  @unsafe func send(_ request: UnsafePointer<cpegate_request>, for call: ForwardedCall) -> UInt64
  /// Asks to stop; one that is not open is passed over.
  func cancel(_ number: UInt64)
  /// The module above closes: what it has forwarded ends now, and nothing more is taken.
  func endForwards()
}
