/// A transport module in Swift: what it is called, and one instance of it.
///
/// The whole of a module's entry is this, the only symbol it exports:
///
/// ```swift
/// private let table = unsafe ModuleTable(of: HTTPTransport.self) { unsafe HTTPTransport.open($0, $1, $2, $3) }
///
/// @c(cpegate_transport_module)
/// public func cpegateTransportModule() -> UnsafeRawPointer { unsafe table.pointer }
/// ```
package protocol ModuleInstance: AnyObject, Sendable {
  /// As in `--transport-option NAME.OPTION=VALUE`.
  static var name: String { get }
  static var version: String { get }
  static var schemes: [String] { get }
  /// Those of ``schemes`` that stand before a `+`.
  static var wrapping: [String] { get }
  /// All of them: one that is not here is refused before ``init(setup:host:)``.
  static var options: [ModuleOption] { get }

  /// May read files and start threads; connects nothing.
  init(setup: ModuleSetup, host: ModuleHost) throws(ModuleSetupError)

  /// Begins a request, which is answered by exactly one ``ModuleHost/complete(_:_:)`` with `call`, on any thread and
  /// perhaps before this returns.
  ///
  /// Called on any thread, by several at once; returns soon.
  func send(_ request: ModuleRequest, call: UInt64)

  /// Nobody waits for `call` any more: it is to be completed soon. One that is not open is passed over.
  func cancel(call: UInt64)

  /// The session ends, with no other call running: stop threads, write what is to be written, within a second.
  ///
  /// Nothing of the host may be called after it returns.
  func close()
}
