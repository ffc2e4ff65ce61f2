internal import GatewayCore
internal import JSON
internal import Simulator
internal import Synchronization

/// The device log: `inventory_device_log` (reference: 8.4).
enum DeviceLogPages {
  static let endpoints: [Endpoint] = [
    Endpoint(
      "GET", "/inventory_device_log/", "List what happened to devices, newest first.",
      parameters: [
        .init("datetime__gte", "string", "From that time on."), .init("datetime__lte", "string", "Up to that time."),
        .init("parent__id", "integer", "One device."), .init("action", "string", "set, get, command or event."),
        .init("is_pending", "boolean", "Not done yet."), .init("is_applied", "boolean", "Done."),
        .init("variable_name", "string", "One parameter."), .init("cursor", "string", "Where the page begins."),
      ] + EndpointTable.paging, statuses: [200, 400], answer: .itemPage, isEnabled: \.hasLog
    ) { (exchange) throws(APIError) in try list(exchange) },
    Endpoint(
      "GET", "/inventory_device_log/{id}/", "Read one entry.", statuses: [200, 404], answer: .item,
      isEnabled: \.hasLog
    ) { (exchange) throws(APIError) in
      let entries = exchange.server.deviceLog.withLock { $0.entries }
      guard let entry = entries.first(where: { String($0.id) == exchange.key && isVisible($0, exchange) }) else {
        throw .notFound
      }
      return ControlAnswer(200) { writer in write(entry, exchange, to: &writer) }
    },
  ]

  private static func isVisible(_ entry: DeviceLog.Entry, _ exchange: Exchange) -> Bool {
    exchange.token.organizations == nil
      || exchange.token.sees(exchange.simulation.device(entry.device)?[.organizationID]?.integerValue)
  }

  private static func list(_ exchange: Exchange) throws(APIError) -> ControlAnswer {
    let query = exchange.query
    let from = try time(query["datetime__gte"], "datetime__gte")
    let to = try time(query["datetime__lte"], "datetime__lte")
    let entries = exchange.server.deviceLog.withLock { $0.entries }.reversed().filter { entry in
      (from.map { entry.time >= $0 } ?? true) && (to.map { entry.time <= $0 } ?? true)
        && query["parent__id"].map { $0 == String(entry.device) } ?? true
        && query["action"].map { $0 == entry.action } ?? true
        && (query["is_pending"] == nil || query.flag("is_pending") == entry.isPending)
        && (query["is_applied"] == nil || query.flag("is_applied") == entry.isApplied)
        && query["variable_name"].map { $0 == entry.subject } ?? true && isVisible(entry, exchange)
    }
    let request = PageRequest(query, exchange.switches)
    if exchange.switches.logPaging == .cursor { return try cursorPage(entries, request, exchange) }
    let places = request.places(of: entries.count, .steady)
    return exchange.page(request, count: entries.count, rows: places.count) { place, writer in
      write(entries[places[place]], exchange, to: &writer)
    }
  }

  /// A page behind the entry that the cursor names; there is no count, as the likely framework has it.
  private static func cursorPage(
    _ entries: [DeviceLog.Entry], _ request: PageRequest, _ exchange: Exchange
  ) throws(APIError) -> ControlAnswer {
    var rest = entries[...]
    if let cursor = exchange.query["cursor"] {
      guard let last = Int(cursor, radix: 36) else { throw APIError(404, "Invalid cursor") }
      rest = rest.drop { $0.id >= last }
    }
    let page = rest.prefix(request.limit)
    let host =
      exchange.switches.nextHost.isEmpty
      ? "http://" + (exchange.request.header("Host") ?? "localhost") : exchange.switches.nextHost
    let others = exchange.query.items.filter { $0.name != "cursor" }
      .map { PercentEncoding.encoded($0.name) + "=" + PercentEncoding.encoded($0.value) + "&" }.joined()
    let next = rest.count > page.count ? page.last.map { String($0.id, radix: 36) } : nil
    return ControlAnswer(200) { writer in
      writer.beginObject()
      writer.member("next")
      writer.stringOrNull(next.map { host + exchange.path + "?" + others + "cursor=" + $0 })
      writer.member("previous")
      writer.null()
      writer.member("results")
      writer.beginArray()
      for entry in page { write(entry, exchange, to: &writer) }
      writer.endArray()
      writer.endObject()
    }
  }

  private static func time(_ text: String?, _ name: String) throws(APIError) -> Timestamp? {
    guard let text else { return nil }
    guard let time = DateFilter.read(text) else { throw .field(name, "Enter a valid date/time.") }
    return time
  }

  private static func write(_ entry: DeviceLog.Entry, _ exchange: Exchange, to writer: inout JSONWriter) {
    let isParameter = entry.action == "get" || entry.action == "set" || entry.subject.contains(".")
    writer.beginObject()
    writer.member("id")
    writer.integer(entry.id)
    writer.member("datetime")
    writer.time(entry.time, exchange.switches.times)
    writer.member("parent")
    writer.integer(entry.device)
    writer.member("action")
    writer.string(entry.action)
    writer.member("command")
    writer.stringOrNull(isParameter ? nil : entry.subject)
    writer.member("variable_name")
    writer.stringOrNull(isParameter ? entry.subject : nil)
    writer.member("value")
    writer.stringOrNull(entry.value)
    writer.member("is_pending")
    writer.boolean(entry.isPending)
    writer.member("is_applied")
    writer.boolean(entry.isApplied)
    writer.member("status")
    writer.string(entry.isPending ? "pending" : entry.errorMessage == nil ? "ok" : "error")
    writer.member("error_code")
    if let code = entry.errorCode { writer.integer(code) } else { writer.null() }
    writer.member("error_message")
    writer.stringOrNull(entry.errorMessage)
    writer.endObject()
  }
}
