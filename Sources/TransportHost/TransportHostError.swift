/// Why a transport cannot be had: the message says what was expected, what came and what to do.
package struct TransportHostError: Error, Equatable, Sendable {
  package var kind: Kind
  package var message: String

  package enum Kind: Sendable {
    /// The text of `--url` is none.
    case invalidURL
    /// `--transport-option` is written wrong, or names what no module takes.
    case invalidOption
    /// No module serves the scheme, or it is not where modules are looked for.
    case noModule
    /// The module is there and is not taken.
    case refused
  }

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
