internal import GatewayCore
internal import JSON
internal import Simulator

/// Parameter values of one device: `inventory_device_variables` and its siblings (reference: 8.1).
enum Variables {
  static func endpoints(_ key: DeviceKey) -> [Endpoint] {
    let plain = "/inventory_device\(key.infix)_variables/"
    return [
      Endpoint(
        "GET", plain, "List the last known values of a device.",
        parameters: ParentKey.parameters(key) + [
          .init("wildcard", "boolean", "Names may hold *."), .init("force_update", "boolean", "Read them first."),
          .init("pending", "boolean", "Tell what is waiting."), .init("dates", "boolean", "Tell times."),
          .init("extra", "boolean", "Tell more."),
        ] + EndpointTable.paging, statuses: [200, 400, 403, 404], answer: .itemPage,
        isEnabled: \.hasVariables
      ) { (exchange) throws(APIError) in try list(exchange, key) },
      Endpoint(
        "PUT", "\(plain){\(ParentKey.name(key))}/", "Set a value of a device.",
        statuses: [200, 201, 400, 403, 404, 415],
        body: .variable, answer: .variable, isEnabled: \.hasVariables
      ) { (exchange) throws(APIError) in try set(exchange, key) },
    ]
  }

  private static func list(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let device = try ParentKey.device(exchange, key)
    let query = exchange.query
    let wanted = ParameterNames(query)
    let nodes = (exchange.simulation.parameters(of: device.id)?.parameters(below: ExactString("")) ?? [])
      .filter { wanted.contains($0.path.text) }
    let waiting = Set(
      exchange.simulation.allTransactions()
        .filter { $0.device == device.id && $0.kind == .set && $0.finished == nil }
        .flatMap { $0.variables.map { ExactString($0.path) } })
    let request = PageRequest(query, exchange.switches)
    let places = request.places(of: nodes.count, .steady)
    let (tellsPending, tellsDates) = (query.flag("pending"), query.flag("dates"))
    return exchange.page(request, count: nodes.count, rows: places.count) { place, writer in
      let node = nodes[places[place]]
      writer.beginObject()
      write(node, exchange.switches.variableItem, to: &writer)
      if tellsPending {
        writer.member("pending")
        writer.boolean(waiting.contains(node.path))
      }
      if tellsDates {
        writer.member("date")
        writer.time(device[.lastConnection], exchange.switches.times)
      }
      writer.endObject()
    }
  }

  private static func write(_ node: ParameterTree.Node, _ form: VariableItem, to writer: inout JSONWriter) {
    let variable = Variable(path: node.path.text, value: node.value, type: node.type)
    switch form {
    case .name:
      writer.member("name")
      writer.string(node.path.text)
    case .variableName:
      writer.member("variable_name")
      writer.string(node.path.text)
    case .nested:
      writer.member("parameter")
      writer.beginObject()
      writer.member("variable_name")
      writer.string(node.path.text)
      writer.member("name")
      writer.string(String(node.name))
      writer.endObject()
    }
    writer.member("value")
    writer.stringOrNull(node.value)
    writer.member(form == .name ? "type" : "data_type")
    writer.string(variable.valueType)
  }

  private static func set(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let device = try exchange.device(key.selector(exchange.key))
    let variable = try exchange.readBody { (value) throws(APIError) in try VariableBody(value).variable }
    guard exchange.simulation.parameters(of: device.id)?[ExactString(variable.path)]?.isObject == false else {
      throw .field("variable_name", "The device has no such parameter.")
    }
    _ = try exchange.answering { () throws(GatewayError) in
      try exchange.simulation.takeTransaction(.set, [variable], on: device.id)
    }
    return ControlAnswer(exchange.switches.variablePutStatus == .ok ? 200 : 201) { writer in
      VariableBody.write(variable, to: &writer)
    }
  }
}
