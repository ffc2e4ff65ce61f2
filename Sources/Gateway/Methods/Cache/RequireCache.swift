internal import GatewayCore

extension GatewayServices {
  /// The cache that keeps devices here.
  ///
  /// - Parameter path: what asks for it, as a JSON Pointer into the params, where the method can do without otherwise.
  /// - Throws: `unsupported` where there is none in the stack.
  func requireCache(for path: String? = nil) throws(GatewayError) -> any DeviceCache {
    guard let cache else {
      throw GatewayError(
        .unsupported, "nothing keeps devices here", hint: "start cpegate with --backend cache, which serves it",
        path: path)
    }
    return cache
  }
}
