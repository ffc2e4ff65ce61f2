internal import GatewayCore
internal import JSON
internal import Simulator
internal import Synchronization

/// The three families of device records: `inventory_device`, `inventory_device_name` and `inventory_device_serial`.
enum Inventory {
  private static let reading: [Endpoint.Parameter] = [
    .init("pending", "boolean", "Tell what is queued."), .init("update_status", "boolean", "Refresh the status first."),
  ]

  private static let filters: [Endpoint.Parameter] = [
    .init("type", "integer", "Profile."), .init("status", "string", "0, false, False, 1, true or True."),
    .init("last_status_change_from", "string", "Devices whose status changed after that time."),
    .init("organization", "integer", "Tenant."),
  ]

  static func endpoints(_ key: DeviceKey) -> [Endpoint] {
    let plain = "/inventory_device\(key.infix)/"
    let keyed = "\(plain){\(key.rawValue)}/"
    let by = "by \(key.rawValue)"
    return [
      Endpoint(
        "GET", plain, "List devices, family \(by).", parameters: filters + EndpointTable.paging + reading,
        statuses: [200, 400, 403], answer: .devicePage
      ) { (exchange) throws(APIError) in try list(exchange, key) },
      Endpoint(
        "POST", plain, "Create a device, family \(by).", statuses: [201, 400, 403, 409, 415], body: .deviceBody,
        answer: .device
      ) { (exchange) throws(APIError) in try create(exchange, key) },
      Endpoint(
        "GET", keyed, "Read a device \(by).", parameters: reading, statuses: [200, 403, 404], answer: .device
      ) { (exchange) throws(APIError) in try read(exchange, key) },
      Endpoint(
        "PUT", keyed, "Replace a device \(by).", statuses: [200, 400, 403, 404, 409, 415], body: .deviceBody,
        answer: .device
      ) { (exchange) throws(APIError) in try write(exchange, key, .put) },
      Endpoint(
        "PATCH", keyed, "Change a device \(by).", statuses: [200, 400, 403, 404, 409, 415], body: .deviceBody,
        answer: .device
      ) { (exchange) throws(APIError) in try write(exchange, key, .patch) },
      Endpoint(
        "DELETE", keyed, "Delete a device \(by).", statuses: [204, 403, 404, 409]
      ) { (exchange) throws(APIError) in try delete(exchange, key) },
    ]
  }

  // MARK: Reading

  private static func list(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let devices = try DeviceList(exchange)
    let request = PageRequest(exchange.query, exchange.switches)
    let context = RecordContext(exchange, key, .list)
    let places = request.places(of: devices.count, exchange.switches.pageRows)
    return exchange.page(request, count: devices.count, rows: places.count) { place, writer in
      if let device = devices.device(at: places[place]) { writer.device(device, context) }
    }
  }

  private static func read(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let device = try exchange.device(key.selector(exchange.key))
    let context = RecordContext(exchange, key, .detail)
    return ControlAnswer(200) { writer in writer.device(device, context) }
  }

  // MARK: Writing

  private static func create(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    var context = RecordContext(exchange, key, .create)
    let shape = context.shape
    var body = try exchange.readBody { (value) throws(APIError) in try DeviceBody(value, shape) }
    try body.require(shape == .b ? [.serialNumber, .name, .type, .organizationID] : [.name, .type], shape)
    try body.requireKnownType(exchange.simulation)
    if body.attributes[.organizationID] == nil, let own = exchange.token.organizations?.min() {
      body.set(.organizationID, .integer(own))
    }
    guard exchange.token.sees(body.attributes[.organizationID]?.integerValue ?? Catalogue.organizations[0].id) else {
      throw .forbidden
    }
    if body.attributes[.isActive] == nil { body.set(.isActive, .boolean(exchange.switches.newIsActive)) }
    let number = try exchange.answering { () throws(GatewayError) in try exchange.simulation.create(body.attributes).id
    }
    let device = try exchange.finish(body, number)
    context.hidesLocationName =
      !exchange.switches.fillsLocationName && body.attributes[.location] != nil
      && body.attributes[.locationName] == nil
    if key == .name, exchange.switches.echoesPassword { context.password = body.password ?? nil }
    var answer = ControlAnswer(201) { writer in writer.device(device, context) }
    let path = device[.serialNumber]?.string
    let name = key == .id ? String(number) : key == .name ? device[.name]?.string : path
    if let name { answer.headers.append(("Location", exchange.path + PercentEncoding.encoded(name) + "/")) }
    return answer
  }

  private static func write(
    _ exchange: Exchange, _ key: DeviceKey, _ page: RecordContext.Page
  ) throws(APIError) -> ControlAnswer {
    let switches = exchange.switches
    let context = RecordContext(exchange, key, page)
    let shape = context.shape
    let number = try exchange.device(key.selector(exchange.key)).id
    var body = try exchange.readBody { (value) throws(APIError) in try DeviceBody(value, shape) }
    if page == .put {
      let needsSerial = key == .serialNumber && switches.putSerial == .required
      try body.require([.name, .type] + (needsSerial ? [.serialNumber] : []), shape)
      if switches.putMissing == .null { body.clearMissing(shape) }
    }
    try body.requireKnownType(exchange.simulation)
    if let organization = body.attributes[.organizationID]?.integerValue, !exchange.token.sees(organization) {
      throw .forbidden
    }
    if !body.kinds.isEmpty, switches.flagConflict == .refuse { try exchange.requireFree(number, body.kinds) }
    _ = try exchange.answering { () throws(GatewayError) in
      try exchange.simulation.update(.id(number), body.attributes)
    }
    if page == .put { body.configure(at: exchange.now) }
    let device = try exchange.finish(body, number)
    guard key != .id || switches.idWriteAnswer == .record else { return ControlAnswer(200) }
    return ControlAnswer(200) { writer in writer.device(device, context) }
  }

  private static func delete(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let device = try exchange.device(key.selector(exchange.key))
    let isInTheWay =
      switch exchange.switches.deleteConflict {
      case .never: false
      case .busy: exchange.simulation.isBusy(device.id)
      case .up: device[.status] == .status(.up)
      }
    guard !isInTheWay else { throw APIError(409, "The device cannot be deleted: something depends on it.") }
    try exchange.answering { () throws(GatewayError) in try exchange.simulation.delete(.id(device.id)) }
    return ControlAnswer(204)
  }
}

extension Exchange {
  /// Does what a body asks for beside the record's own members, and returns the record as it is then.
  fileprivate func finish(_ body: DeviceBody, _ number: Int) throws(APIError) -> any DeviceRecord {
    if body.isSteering {
      _ = try answering { () throws(GatewayError) in try simulation.steer(.id(number), body.steering) }
    }
    if !body.kinds.isEmpty {
      let image = body.attributes[.firmwareImage] ?? simulation.device(number)?[.firmwareImage]
      try answering { () throws(GatewayError) in
        try simulation.queue(
          body.kinds, image: body.kinds.contains(.firmware) ? image?.integerValue : nil, on: number)
      }
    }
    if let password = body.password { server.state.withLock { $0.passwords[number] = password != nil } }
    guard let device = simulation.device(number) else { throw .notFound }
    return device
  }

  /// - Throws: 400 naming the flags, when the device could not do it now.
  fileprivate func requireFree(_ number: Int, _ kinds: [OperationKind]) throws(APIError) {
    do throws(GatewayError) {
      try simulation.requireFree(number)
    } catch {
      throw .fields(
        kinds.map { kind in
          APIError.Field(name: kind == .firmware ? "firmware_image_is_pending" : kind.rawValue, problem: error.message)
        })
    }
  }

  /// Does something with the simulation, whose errors are told in the API's words.
  func answering<Result>(_ body: () throws(GatewayError) -> Result) throws(APIError) -> Result {
    do throws(GatewayError) {
      return try body()
    } catch {
      throw APIError(error, switches)
    }
  }
}

extension APIError {
  init(_ error: GatewayError, _ switches: ControlSwitches) {
    switch error.kind {
    case .notFound: self = .notFound
    case .alreadyExists:
      let name = error.path.flatMap { $0.split(separator: "/").last.map(String.init) } ?? "non_field_errors"
      self = .field(name, "This field must be unique.", status: switches.duplicate == .conflict ? 409 : 400)
    case .deviceUnavailable: self = APIError(switches.refusedWork == .conflict ? 409 : 422, error.message)
    case .rejected, .invalidParams: self = .badRequest(error.message)
    default: self = APIError(500, error.message)
    }
  }
}

extension DeviceBody {
  /// A replacement is a configuration of the device.
  fileprivate mutating func configure(at now: Timestamp) {
    steering.attributes.append((.lastConfiguration, .time(now)))
  }
}
