internal import GatewayCore
internal import JSON

extension Exchange {
  /// A page of a list as the API tells it.
  ///
  /// - Parameter row: writes the row of that place in the page.
  func page(_ request: PageRequest, count: Int, rows: Int, _ row: (Int, inout JSONWriter) -> Void) -> ControlAnswer {
    var writer = JSONWriter(reserving: 256 + rows * 1100)
    writer.beginObject()
    writer.member("count")
    writer.integer(count)
    writer.member("next")
    writer.stringOrNull(
      request.offset + request.limit < count ? link(limit: request.limit, offset: request.offset + request.limit) : nil)
    writer.member("previous")
    writer.stringOrNull(
      request.offset > 0 ? link(limit: request.limit, offset: max(0, request.offset - request.limit)) : nil)
    writer.member("results")
    writer.beginArray()
    for place in 0..<rows { row(place, &writer) }
    writer.endArray()
    writer.endObject()
    return ControlAnswer(
      200, headers: [("Content-Type", "application/json")], body: writer.bytes(behind: 0))
  }

  /// An absolute URL of this call with other rows.
  private func link(limit: Int, offset: Int) -> String {
    let host = switches.nextHost.isEmpty ? "http://" + (request.header("Host") ?? "localhost") : switches.nextHost
    return host + path + "?" + query.replacing(limit: limit, offset: offset)
  }
}
