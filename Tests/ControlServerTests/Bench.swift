internal import ControlServer
internal import EventLoop
internal import GatewayCore
internal import JSON
internal import Simulator
internal import TestSupport
internal import Testing

/// A server over a small fleet whose time moves only when a test says so.
struct Bench {
  let server: ControlServer
  let simulation: Simulation

  init(
    devices: Int = 60, tokens: [ControlToken] = [ControlToken("control-sim")], _ switches: String...
  ) throws {
    let clock = MockClock(.virtual, loop: EventLoop(time: ManualTime()))
    var setup = Simulation.Setup()
    setup.devices = devices
    simulation = Simulation(setup, clock: clock)
    var all = ControlSwitches()
    for text in switches { try all.set(text) }
    server = ControlServer(simulation, switches: all, tokens: tokens)
  }

  func advance(_ seconds: Double) {
    server.advance(bySeconds: seconds)
  }

  func set(_ switches: String...) throws {
    for text in switches { try server.switches.set(text) }
  }

  /// Sends a request below the base path.
  @discardableResult
  func call(
    _ method: String, _ target: String, _ body: String? = nil, token: String? = "Bearer control-sim"
  ) async -> ControlAnswer {
    await raw(method, "/api/v1" + target, body, token: token)
  }

  func raw(
    _ method: String, _ target: String, _ body: String? = nil, token: String? = "Bearer control-sim"
  ) async -> ControlAnswer {
    var request = ControlRequest(method, target, headers: [("Host", "sim.example")])
    if let token { request.headers.append(("authorization", token)) }
    if let body {
      request.headers.append(("Content-Type", "application/json"))
      request.body = Array(body.utf8)
    }
    return await server.answer(request)
  }

  func steer(_ method: String, _ name: String, _ body: String? = nil) async -> ControlAnswer {
    await raw(method, "/_sim/" + name, body, token: nil)
  }

  /// Takes a device away from the network, or brings it back.
  func reach(_ device: Int, _ isReachable: Bool) throws {
    var steering = DeviceSteering()
    steering.isReachable = isReachable
    _ = try simulation.steer(.id(device), steering)
  }

  func device(_ number: Int) throws -> any DeviceRecord {
    try simulation.device(.id(number))
  }

  /// A parameter of that device which can be set.
  func writable(_ number: Int) throws -> String {
    let root = try #require(simulation.parameters(of: number)?[ExactString("Device")]) == nil ? "" : "Device"
    return "\(root).DeviceInfo.ProvisioningCode"
  }
}

extension ControlAnswer {
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The JSON text of a member that a path of names and indexes leads to; nil when there is none.
  func at(_ path: String...) -> String? {
    guard let document = try? JSONDocument(parsing: body.span) else { return nil }
    return document.read { root in ControlAnswer.find(root, path[...]) }
  }

  private static func find(_ value: JSONValue, _ path: ArraySlice<String>) -> String? {
    guard let first = path.first else { return JSONText(value).string }
    if let index = Int(first), value.kind == .array {
      guard let element = value.element(index) else { return nil }
      return find(element, path.dropFirst())
    }
    var members = value.members
    while let member = members.next() {
      if member.name.string == first { return find(member.value, path.dropFirst()) }
    }
    return nil
  }

  /// How many elements the array has that a path leads to.
  func count(_ path: String...) -> Int? {
    guard let document = try? JSONDocument(parsing: body.span) else { return nil }
    return document.read { root in ControlAnswer.count(root, path[...]) }
  }

  private static func count(_ value: JSONValue, _ path: ArraySlice<String>) -> Int? {
    guard let first = path.first else { return value.count }
    var members = value.members
    while let member = members.next() {
      if member.name.string == first { return count(member.value, path.dropFirst()) }
    }
    return nil
  }
}
