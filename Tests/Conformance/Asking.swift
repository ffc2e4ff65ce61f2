internal import GatewayCore
internal import JSON
internal import TestSupport
internal import Testing

extension Backend {
  func device(_ selector: DeviceSelector) async throws -> any DeviceRecord {
    try await inventory.get(selector, ReadPolicy()).device
  }

  func attributes(_ json: String) throws -> DeviceAttributes {
    let document = try JSONDocument(parsing: Array(json.utf8).span)
    return try document.read { (root) throws(JSONReadError) in try DeviceAttributes(reading: root) }
  }

  func create(_ json: String) async throws -> any DeviceRecord {
    try await inventory.create(attributes(json))
  }

  func update(_ selector: DeviceSelector, _ json: String) async throws -> DeviceUpdate {
    try await inventory.update(selector, attributes(json))
  }

  func replace(_ selector: DeviceSelector, _ json: String) async throws -> DeviceUpdate {
    try await inventory.replace(selector, attributes(json))
  }

  func query(_ filter: String = "{}", sort: String = "id", limit: Int = 1000) throws -> InventoryQuery {
    var query = InventoryQuery()
    query.filter = try reading(InventoryFilter.self, filter)
    query.sort = try reading(InventorySort.self, "\"\(sort)\"")
    query.limit = limit
    return query
  }

  func ids(_ filter: String = "{}", sort: String = "id") async throws -> [Int] {
    try await inventory.list(query(filter, sort: sort)).devices.map(\.id)
  }

  /// All pages of a list, as a client walks through them; `between` is called after each.
  func walk(_ query: InventoryQuery, between: () async throws -> Void = {}) async throws -> [any DeviceRecord] {
    var query = query
    var found: [any DeviceRecord] = []
    while true {
      let page = try await inventory.list(query)
      #expect(page.devices.count <= query.limit)
      found += page.devices
      guard let next = page.next else { return found }
      #expect(!page.devices.isEmpty, "a page before the last is not empty")
      query.after = next
      try await between()
    }
  }

  /// An order as the engine makes it, with what a baseline tells; for a device that is not there, with its id alone.
  func order(
    _ kind: OperationKind, on device: Int, image: Int? = nil, variables: [Variable] = []
  ) async throws -> DispatchOrder {
    let now = Timestamp(milliseconds: 1_893_456_000_000)
    let baseline = try? await operations.observe(device, .baseline)
    return DispatchOrder(
      Operation(
        id: OperationID("op_conformance_\(kind.rawValue)"),
        device: Operation.Target(id: device, name: baseline?.name, serialNumber: baseline?.serialNumber),
        kinds: OperationKinds(kind), variables: variables, image: image, state: .dispatching, maxAttempts: 5,
        createdAt: now, notBefore: nil, expiresAt: now.advanced(bySeconds: 86_400), idempotencyKey: nil, retryOf: nil,
        isStrictlyOrdered: false))
  }
}

/// The error that a backend refuses with.
func refusal<Value>(_ body: () async throws -> Value) async throws -> GatewayError {
  do {
    _ = try await body()
  } catch let error as GatewayError {
    return error
  }
  throw GatewayError(.internal, "it was not refused")
}
