/// The root object of a device's parameters.
package enum RootModel: String, Sendable {
  /// Device:2, TR-181.
  case device = "Device"
  /// InternetGatewayDevice:1, TR-098.
  case internetGatewayDevice = "InternetGatewayDevice"
}
