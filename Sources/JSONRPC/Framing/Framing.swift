/// How messages are told apart on a stream (protocol.md 1).
package enum Framing: String, CaseIterable, Sendable {
  /// Decided by the first bytes that are not blank.
  case auto
  /// One message per line.
  case line
  /// `Content-Length` headers, as editors send them.
  case header
}
