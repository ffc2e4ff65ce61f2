package import GatewayCore
internal import Synchronization

/// The token that every request carries: read when the first one needs it, and again after upstream refused it.
package final class AccessToken: Sendable {
  /// Reads it; nil when nobody said where it is.
  private let read: @Sendable () throws(GatewayError) -> String?
  private let known = Mutex(Known())
  private let isRequired: Bool

  private struct Known: Sendable {
    /// What the next request carries; nil when it is to be read anew.
    var current: String?
    /// What was sent, for keeping it out of texts.
    var last: String?
  }

  /// - Parameter isRequired: requests cannot go without one; a tape and a child process ask for none.
  package init(isRequired: Bool = true, _ read: @escaping @Sendable () throws(GatewayError) -> String?) {
    self.isRequired = isRequired
    self.read = read
  }

  /// Nil where none is needed and there is none.
  ///
  /// - Throws: `unauthorized` when there is none, or none that can stand in a header; `io_error` for its file.
  package func value() throws(GatewayError) -> String? {
    if let known = known.withLock({ $0.current }) { return known }
    guard let text = try read(), case let token = AccessToken.trimmed(text), !token.isEmpty else {
      guard isRequired else { return nil }
      throw GatewayError(
        .unauthorized, "there is no token for upstream",
        hint: "put it into CPEGATE_TOKEN or name its file by --token-file")
    }
    guard token.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      throw GatewayError(
        .unauthorized, "the token holds blanks, line ends or other characters that a token cannot have",
        hint: "the file or CPEGATE_TOKEN must hold the token and nothing else")
    }
    known.withLock { $0 = Known(current: token, last: token) }
    return token
  }

  /// Upstream refused this one: the next request reads it anew, for somebody may have put another in its place.
  func forget() {
    known.withLock { $0.current = nil }
  }

  /// Replaces the token wherever it stands in a text that is to be told.
  func removed(from text: String) -> String {
    guard let token = known.withLock({ $0.last }), token.utf8.count >= 4 else { return text }
    return Secrets.removing(token, from: text)
  }

  private static func trimmed(_ text: String) -> String {
    let blanks: (Character) -> Bool = { $0.isWhitespace || $0.isNewline }
    return String(text.drop(while: blanks).reversed().drop(while: blanks).reversed())
  }
}
