extension GatewayError {
  /// - Parameter selector: only its member is named, never its value.
  package static func noSuchDevice(_ selector: DeviceSelector) -> GatewayError {
    GatewayError(.notFound, "no device has this \(selector.member)", path: "/device")
  }
}
