internal import GatewayCore
internal import JSON
internal import Simulator

/// What upstream keeps for a device's parameters: `inventory_device_setting` and its siblings (reference: 8.2).
enum Settings {
  static func endpoints(_ key: DeviceKey) -> [Endpoint] {
    let plain = "/inventory_device\(key.infix)_setting/"
    let keyed = "\(plain){\(ParentKey.name(key))}/"
    let list = Endpoint(
      "GET", plain, "List the settings of a device.",
      parameters: ParentKey.parameters(key) + [
        .init("parameter_id", "integer", "One parameter."), .init("pending", "boolean", "Tell what is waiting."),
      ] + EndpointTable.paging, statuses: [200, 400, 403, 404], answer: .itemPage, isEnabled: \.hasSettings
    ) { (exchange) throws(APIError) in try Settings.list(exchange, key) }
    let writes = ["PUT", "PATCH"].map { method in
      Endpoint(
        method, keyed, "Change a setting of a device.", statuses: [200, 400, 403, 404, 415], body: .variable,
        answer: .variable, isEnabled: \.hasSettings
      ) { (exchange) throws(APIError) in try write(exchange, key) }
    }
    return [list] + writes
  }

  private static func list(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let device = try ParentKey.device(exchange, key)
    let wanted = ParameterNames(exchange.query)
    let number = exchange.query["parameter_id"].map { Int($0) ?? 0 }
    let stored = exchange.simulation.settings(of: device.id)
    let nodes = (exchange.simulation.parameters(of: device.id)?.parameters(below: ExactString("")) ?? [])
      .filter { node in
        node.isWritable && wanted.contains(node.path.text) && number.map { $0 == self.number(node) } ?? true
      }
    let request = PageRequest(exchange.query, exchange.switches)
    let places = request.places(of: nodes.count, .steady)
    return exchange.page(request, count: nodes.count, rows: places.count) { place, writer in
      let node = nodes[places[place]]
      let value = stored[node.path] ?? node.value
      writer.beginObject()
      writer.member("parameter")
      write(node, to: &writer)
      writer.member("value")
      writer.stringOrNull(value)
      writer.member("pending")
      writer.boolean(value != node.value)
      writer.member("date")
      writer.time(device[.lastConfiguration], exchange.switches.times)
      writer.endObject()
    }
  }

  /// The same for the same parameter of every device.
  private static func number(_ node: ParameterTree.Node) -> Int {
    Int(FNV1a.hash32(node.path.text.utf8) >> 1)
  }

  private static func write(_ node: ParameterTree.Node, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id")
    writer.integer(number(node))
    writer.member("variable_name")
    writer.string(node.path.text)
    writer.member("name")
    writer.string(String(node.name))
    writer.member("short_name")
    writer.string(node.name.lowercased())
    writer.member("data_type")
    writer.string(Variable(path: node.path.text, value: node.value, type: node.type).valueType)
    writer.member("required")
    writer.boolean(false)
    writer.member("read_only")
    writer.boolean(false)
    writer.member("is_metric")
    writer.boolean(false)
    writer.endObject()
  }

  private static func write(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> ControlAnswer {
    let device = try exchange.device(key.selector(exchange.key))
    let variable = try exchange.readBody { (value) throws(APIError) in try VariableBody(value).variable }
    try exchange.answering { () throws(GatewayError) in try exchange.simulation.keep([variable], for: device.id) }
    return ControlAnswer(200) { writer in VariableBody.write(variable, to: &writer) }
  }
}
