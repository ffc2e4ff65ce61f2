internal import ControlServer
internal import EventLoop
internal import GatewayCore
internal import JSON
internal import Simulator
internal import TestSupport
internal import Testing

@testable internal import RESTBackend

/// The REST backend on a Control API server with a small fleet, whose devices stand still.
struct RESTBench {
  let server: ControlServer
  let upstream: ScriptedTransport
  let backend: RESTBackend
  /// The backend's own: what it waits for is over at once.
  let clock: any GatewayClock

  /// - Parameter switches: of the server, as `name=value`.
  init(
    _ switches: String..., devices: Int = 60, tokens: [ControlToken] = [ControlToken(ControlServer.usualToken)],
    token: AccessToken = AccessToken { () throws(GatewayError) in ControlServer.usualToken },
    _ change: (inout RESTSettings) -> Void = { _ in }
  ) throws {
    try self.init(
      switches, devices, tokens, token, fleetClock: MockClock(.virtual, loop: EventLoop(time: ManualTime())),
      clock: ImpatientClock(), change)
  }

  /// - Parameter fleetClock: the time that the devices live by.
  init(
    _ switches: [String], _ devices: Int, _ tokens: [ControlToken], _ token: AccessToken, fleetClock: MockClock,
    clock: any GatewayClock, _ change: (inout RESTSettings) -> Void
  ) throws {
    var setup = Simulation.Setup()
    setup.devices = devices
    let simulation = Simulation(setup, clock: fleetClock)
    var chosen = ControlSwitches()
    for assignment in switches { try chosen.set(assignment) }
    server = ControlServer(simulation, switches: chosen, tokens: tokens)
    upstream = ScriptedTransport(server)
    self.clock = clock
    var settings = RESTSettings()
    settings.rate = nil
    settings.jitter = { 0 }
    change(&settings)
    backend = RESTBackend(upstream, token: token, clock: clock, settings: settings)
  }

  // MARK: What was sent

  /// Method and target of every request so far.
  var sent: [String] { upstream.requests.map { "\($0.method.rawValue) \($0.target)" } }

  /// The bodies of all requests that have one.
  var bodies: [String] { upstream.requests.compactMap { $0.body.map { String(decoding: $0, as: UTF8.self) } } }

  /// How many requests the server says it answered.
  func count(_ method: String, _ template: String) -> Int { server.requestCount(method, template) }

  /// What is asked for from now on is counted; what came before is forgotten.
  func forget() throws {
    upstream.forgetRequests()
    _ = try steer("DELETE", "log")
  }

  // MARK: Steering

  func set(_ switches: String...) throws {
    for text in switches { try server.switches.set(text) }
  }

  @discardableResult
  func steer(_ method: String, _ name: String, _ body: String = "") throws -> ControlAnswer {
    let answer = server.respond(to: ControlRequest(method, "/_sim/\(name)", body: Array(body.utf8)))
    try #require(answer.status < 300, "\(String(decoding: answer.body, as: UTF8.self))")
    return answer
  }

  /// A fault of the next requests, by the members of `/_sim/fail`.
  func fault(_ members: String) throws {
    try steer("POST", "fail", "{\(members)}")
  }

  /// What the server has of a device, whatever it tells.
  func stored(_ id: Int) throws -> any DeviceRecord {
    try server.simulation.device(.id(id))
  }

  func text(_ id: Int, _ field: DeviceField) throws -> String {
    try #require(try stored(id)[field]?.string)
  }

  func name(_ id: Int) throws -> DeviceSelector { .name(ExactString(try text(id, .name))) }
  func serial(_ id: Int) throws -> DeviceSelector { .serialNumber(ExactString(try text(id, .serialNumber))) }

  /// Gives a device these members behind the back of the backend.
  func change(_ id: Int, _ field: DeviceField, _ value: DeviceValue) throws {
    var steering = DeviceSteering()
    steering.attributes = [(field, value)]
    _ = try server.simulation.steer(.id(id), steering)
  }

  /// Lets the devices do what was asked of them.
  func advance(_ seconds: Double = 30) {
    server.advance(bySeconds: seconds)
  }

  /// Lets time pass for the backend alone.
  func wait(_ seconds: Double) {
    _ = clock.schedule(at: clock.now.advanced(bySeconds: seconds), for: nil) {}
  }

  var now: Timestamp { clock.now }

  /// A parameter of a device that can be set.
  func writable(_ id: Int = 1) throws -> String {
    let tree = try #require(server.simulation.parameters(of: id))
    let root = tree.childNames(of: ExactString("Device")).isEmpty ? "InternetGatewayDevice" : "Device"
    return "\(root).DeviceInfo.ProvisioningCode"
  }

  func put(_ value: String, at path: String, of id: Int) throws {
    var steering = DeviceSteering()
    steering.parameters = [(path, value)]
    _ = try server.simulation.steer(.id(id), steering)
  }

  func reach(_ id: Int, _ isReachable: Bool) throws {
    var steering = DeviceSteering()
    steering.isReachable = isReachable
    _ = try server.simulation.steer(.id(id), steering)
  }

  // MARK: Calls

  @discardableResult
  func get(_ selector: DeviceSelector, _ change: (inout ReadPolicy) -> Void = { _ in }) async throws
    -> any DeviceRecord
  {
    var policy = ReadPolicy()
    change(&policy)
    return try await backend.get(selector, policy).device
  }

  func list(_ filter: String = "{}", _ change: (inout InventoryQuery) -> Void = { _ in }) async throws -> DevicePage {
    var query = InventoryQuery()
    query.filter = try reading(InventoryFilter.self, filter)
    change(&query)
    return try await backend.list(query)
  }

  @discardableResult
  func create(_ attributes: String) async throws -> any DeviceRecord {
    try await backend.create(RESTBench.attributes(attributes))
  }

  @discardableResult
  func update(_ selector: DeviceSelector, _ attributes: String) async throws -> DeviceUpdate {
    try await backend.update(selector, RESTBench.attributes(attributes))
  }

  @discardableResult
  func replace(_ selector: DeviceSelector, _ attributes: String) async throws -> DeviceUpdate {
    try await backend.replace(selector, RESTBench.attributes(attributes))
  }

  @discardableResult
  func send(_ kinds: OperationKinds, on device: Int, image: Int? = nil, variables: [Variable] = []) async throws
    -> UpstreamReceipt
  {
    try await backend.send(try order(kinds, on: device, image: image, variables: variables))
  }

  /// An order as the engine makes it, under the names that the device has now.
  func order(_ kinds: OperationKinds, on device: Int, image: Int? = nil, variables: [Variable] = []) throws
    -> DispatchOrder
  {
    let now = Timestamp(milliseconds: 1_893_456_000_000)
    let record = try? stored(device)
    return DispatchOrder(
      Operation(
        id: OperationID("op_rest"),
        device: Operation.Target(
          id: device, name: record?[.name]?.string, serialNumber: record?[.serialNumber]?.string),
        kinds: kinds, variables: variables, image: image, state: .dispatching, maxAttempts: 5, createdAt: now,
        notBefore: nil, expiresAt: now.advanced(bySeconds: 86_400), idempotencyKey: nil, retryOf: nil,
        isStrictlyOrdered: false))
  }

  private static func attributes(_ json: String) throws -> DeviceAttributes {
    let document = try JSONDocument(parsing: Array(json.utf8).span)
    return try document.read { (root) throws(JSONReadError) in try DeviceAttributes(reading: root) }
  }
}

/// The error that something ends with.
func refusal<Value>(_ body: () async throws -> Value) async throws -> GatewayError {
  do {
    _ = try await body()
  } catch let error as GatewayError {
    return error
  }
  throw GatewayError(.internal, "it was not refused")
}
