internal import GatewayCore
internal import Simulator

/// What a handler is given: the request as far as it has been read, and what it may touch.
struct Exchange {
  let server: ControlServer
  let request: ControlRequest
  let endpoint: Endpoint
  /// The key of the path, decoded; empty where the template has none.
  let key: String
  /// The path as it came, with its escapes.
  let path: Substring
  let query: Query
  let switches: ControlSwitches
  let token: ControlToken

  var simulation: Simulation { server.simulation }
  var now: Timestamp { simulation.clock.now }

  /// The device of a selector, which the token must be allowed to see.
  func device(_ selector: DeviceSelector?) throws(APIError) -> any DeviceRecord {
    guard let selector, let number = simulation.number(of: selector), let device = simulation.device(number) else {
      throw .notFound
    }
    guard token.sees(device[.organizationID]?.integerValue) else {
      throw switches.foreignDevice == .forbidden ? .forbidden : .notFound
    }
    return device
  }
}
