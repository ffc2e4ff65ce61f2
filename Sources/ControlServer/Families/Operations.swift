internal import GatewayCore
internal import JSON
internal import Simulator
internal import Synchronization

/// Operations on a device: `inventory_device_name_operation` and its siblings.
enum Operations {
  static func endpoint(_ key: DeviceKey) -> Endpoint {
    Endpoint(
      "PUT", "/inventory_device\(key.infix)_operation/{\(key.rawValue)}/",
      "Ask for an operation on a device by \(key.rawValue).", statuses: [200, 400, 404, 409, 415, 422, 500],
      body: .operation, answer: .operationAnswer,
      isEnabled: key == .name ? Endpoint.always : \.hasOperationSiblings
    ) { (exchange) throws(APIError) in try begin(exchange, key) }
  }

  private static let kinds: [OperationKind] = [.reboot, .factory, .deviceFactory, .sync, .reconf]

  private static func begin(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let device = try exchange.device(key.selector(exchange.key))
    let kind = try exchange.readBody { (value) throws(APIError) -> OperationKind in
      guard let word = value.member("operation") else { throw .field("operation", "This field is required.") }
      guard let kind = kinds.first(where: { $0.rawValue == word.stringValue }) else {
        throw .field("operation", "Not a valid choice.")
      }
      return kind
    }
    try exchange.answering { () throws(GatewayError) in
      try exchange.simulation.begin([kind], image: nil, on: device.id)
    }
    let request = exchange.server.state.withLock { state in
      state.lastOperation += 1
      return state.lastOperation
    }
    return answer(exchange, device, kind, request)
  }

  private static func answer(
    _ exchange: Exchange, _ device: any DeviceRecord, _ kind: OperationKind, _ request: Int
  ) -> ControlAnswer {
    let switches = exchange.switches
    guard switches.operationAnswer != .empty else { return ControlAnswer(200) }
    return ControlAnswer(200) { writer in
      writer.beginObject()
      writer.member("id")
      writer.integer(switches.operationNumber == .request ? request : device.id)
      writer.member("operation")
      writer.string(kind.rawValue)
      if switches.operationAnswer == .seven {
        writer.member("device_name")
        (device[.name] ?? .null).write(to: &writer)
        writer.member("status")
        writer.string("initiated")
        writer.member("timestamp")
        writer.time(exchange.now, switches.times)
        writer.member("execution_id")
        writer.string("op_" + String(request, radix: 16))
        writer.member("estimated_completion")
        writer.time(exchange.now.advanced(bySeconds: 120), switches.times)
      }
      writer.endObject()
    }
  }
}
