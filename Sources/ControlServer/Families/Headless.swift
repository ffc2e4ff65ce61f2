internal import GatewayCore
internal import JSON
internal import Simulator

/// Headless operations: `inventory_device_serial_headless_operation` and its siblings (reference: 7).
enum Headless {
  static func endpoints(_ key: DeviceKey) -> [Endpoint] {
    let path = "/inventory_device\(key.infix)_headless_operation/"
    let isEnabled: Endpoint.Condition = key == .serialNumber ? Endpoint.always : \.hasHeadlessSiblings
    return [
      Endpoint(
        "GET", path, "List headless operations, target by \(key.rawValue).",
        parameters: [
          .init("id", "string", "Transaction."), .init("update_status", "boolean", "Refresh the status first."),
        ], statuses: [200, 404], answer: .headlessList, isEnabled: isEnabled
      ) { (exchange) throws(APIError) in try list(exchange, key) },
      Endpoint(
        "POST", path, "Queue a headless operation, target by \(key.rawValue).",
        statuses: [201, 400, 403, 404, 415, 422],
        body: .headless, answer: .headless, isEnabled: isEnabled
      ) { (exchange) throws(APIError) in try take(exchange, key) },
    ]
  }

  // MARK: Taking

  private static func take(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let switches = exchange.switches
    let order: HeadlessBody
    do throws(APIError) {
      order = try exchange.readBody { (value) throws(APIError) in try HeadlessBody(value, key, switches.headlessTarget)
      }
    } catch {
      guard error.status == 400, switches.headlessRefusal == .unprocessable else { throw error }
      throw error.with(status: 422)
    }
    let device = try exchange.device(key.selector(order.target))
    if switches.headlessOffline != .queue {
      do throws(GatewayError) {
        try exchange.simulation.requireAnswering(device.id)
      } catch {
        throw APIError(switches.headlessOffline == .conflict ? 409 : 422, error.message)
      }
    }
    let number = try exchange.answering { () throws(GatewayError) in
      try exchange.simulation.takeTransaction(
        order.kind, order.variables, on: device.id, delay: switches.headlessDelay)
    }
    guard let transaction = exchange.simulation.transaction(number) else { throw APIError(500, "It is not there.") }
    let text = HeadlessText(exchange, key)
    var answer = ControlAnswer(201) { writer in text.write(transaction, device, isTaken: true, to: &writer) }
    if switches.headlessHasLocation {
      let id = HeadlessText.id(number, switches.headlessID == .none ? .txn : switches.headlessID)
      answer.headers.append(("Location", exchange.path + "?id=" + id))
    }
    return answer
  }

  // MARK: Telling

  private static func list(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let switches = exchange.switches
    let wanted = exchange.query["id"]
    var found: [(HeadlessTransaction, any DeviceRecord)] = []
    if let wanted {
      if let transaction = HeadlessText.number(wanted).flatMap({ exchange.simulation.transaction($0) }),
        let device = exchange.simulation.device(transaction.device)
      {
        found = [(transaction, device)]
      }
    } else {
      found = exchange.simulation.allTransactions().reversed().compactMap { transaction in
        exchange.simulation.device(transaction.device).map { (transaction, $0) }
      }
    }
    found.removeAll { !exchange.token.sees($0.1[.organizationID]?.integerValue) }
    guard !found.isEmpty || switches.headlessMissing == .empty else { throw .notFound }
    let text = HeadlessText(exchange, key)
    if switches.headlessList == .envelope {
      let request = PageRequest(exchange.query, switches)
      let places = request.places(of: found.count, .steady)
      return exchange.page(request, count: found.count, rows: places.count) { place, writer in
        text.write(found[places[place]].0, found[places[place]].1, isTaken: false, to: &writer)
      }
    }
    let isObject = switches.headlessList == .object && found.count == 1
    return ControlAnswer(200) { writer in
      if !isObject { writer.beginArray() }
      for (transaction, device) in found { text.write(transaction, device, isTaken: false, to: &writer) }
      if !isObject { writer.endArray() }
    }
  }
}

extension APIError {
  fileprivate func with(status: Int) -> APIError {
    var other = APIError(status, detail)
    other.fields = fields
    return other
  }
}
