internal import GatewayCore
internal import JSON

/// A scheme and the module that serves it, as `gateway.info` tells it.
package struct ListedTransport: Sendable {
  package let scheme: String
  package let module: String
  /// Nil until the module is loaded, as is `abi`.
  package let version: String?
  package let abi: String?
  /// Nil when it is in none of the places where modules are looked for.
  package let path: String?
  package let isLoaded: Bool
  /// Why it cannot be used, and what to do.
  package let refusal: String?

  package init(
    scheme: String, module: String, version: String?, abi: String?, path: String?, isLoaded: Bool, refusal: String?
  ) {
    self.scheme = scheme
    self.module = module
    self.version = version
    self.abi = abi
    self.path = path
    self.isLoaded = isLoaded
    self.refusal = refusal
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (name, text) in [
      ("scheme" as StaticString, scheme), ("module", module), ("version", version), ("abi", abi), ("path", path),
    ] {
      writer.member(name)
      writer.stringOrNull(text)
    }
    writer.member("loaded")
    writer.boolean(isLoaded)
    if let refusal {
      writer.member("refusal")
      writer.string(refusal)
    }
    writer.endObject()
  }
}
