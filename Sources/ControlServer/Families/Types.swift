internal import GatewayCore
internal import JSON
internal import Simulator

/// The profiles of devices: `inventory_type` (reference: 8.7).
enum Types {
  static let endpoints: [Endpoint] = [
    Endpoint(
      "GET", "/inventory_type/", "List device profiles.",
      parameters: [.init("name", "string", "Part of the name.")] + EndpointTable.paging, statuses: [200],
      answer: .itemPage, isEnabled: \.hasTypes
    ) { (exchange) throws(APIError) in
      let part = exchange.query["name"]?.lowercased() ?? ""
      let found = Catalogue.profiles.filter { part.isEmpty || "\($0.shortName)".contains(part) }
      let request = PageRequest(exchange.query, exchange.switches)
      let places = request.places(of: found.count, .steady)
      return exchange.page(request, count: found.count, rows: places.count) { place, writer in
        write(found[places[place]], to: &writer)
      }
    },
    Endpoint(
      "GET", "/inventory_type/{id}/", "Read a device profile.", statuses: [200, 404], answer: .item,
      isEnabled: \.hasTypes
    ) { (exchange) throws(APIError) in
      guard let profile = Catalogue.profiles.first(where: { String($0.id) == exchange.key }) else { throw .notFound }
      return ControlAnswer(200) { writer in write(profile, to: &writer) }
    },
  ]

  private static func write(_ profile: Catalogue.Profile, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id")
    writer.integer(profile.id)
    writer.member("name")
    writer.string("\(profile.manufacturer) \(profile.model)")
    writer.member("short_name")
    writer.string(profile.shortName)
    writer.member("description")
    writer.null()
    writer.endObject()
  }
}
