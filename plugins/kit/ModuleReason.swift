/// Why there is no whole answer; the numbers are those of `cpegate_reason`.
package enum ModuleReason: Int32, Sendable {
  case other = 1
  /// Nobody waits for it any more.
  case cancelled
  /// A limit of time was reached.
  case timedOut
  /// The name of the host is not known.
  case resolve
  /// Nobody takes a connection there.
  case connect
  /// The certificate of the host is not trusted, has ended or is for another host.
  case certificate
  /// The secure connection failed otherwise.
  case tls
  /// The connection ended before the answer was whole.
  case closed
  /// The body of the answer is longer than allowed.
  case tooLarge
  /// What came is no answer of the protocol that is spoken.
  case garbled
  /// The module will not send this: the message says why and what to do.
  case refused
}
