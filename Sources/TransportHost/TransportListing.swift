/// One scheme and the module that serves it, as `gateway.info` and `cpegate transports` tell it.
package struct TransportListing: Equatable, Sendable {
  /// Nil of a manifest that is not taken.
  package let scheme: String?
  package let module: String
  /// Nil until the module is loaded.
  package let version: String?
  /// Such as `1.0`; nil until the module is loaded.
  package let abi: String?
  /// Nil when it is in none of the places where modules are looked for.
  package let path: String?
  package let isLoaded: Bool
  /// Why it cannot be used, and what to do.
  package let refusal: String?
}
