internal import GatewayCore
internal import JSON

/// Last known values of a device's parameters: an endpoint beyond the core pages, which upstream may lack
/// (control-api.md 8.1).
struct DeviceVariables: Sendable {
  private let client: ControlClient

  init(_ client: ControlClient) {
    self.client = client
  }

  private static let collection = "inventory_device_variables"

  /// Whether upstream has the endpoint; asked with a device that it knows.
  func isThere(_ device: Int) async throws(APIFailure) -> Bool {
    try await client.hasEndpoint(APIPath(DeviceVariables.collection).adding("parent_id", device).adding("limit", 1))
  }

  /// Values of these paths, of those that upstream knows.
  ///
  /// - Parameter asksDevice: upstream reads the device first, which takes long.
  func values(_ paths: [String], of device: Int, asksDevice: Bool) async throws(APIFailure) -> [HeadlessTransaction
    .Item]
  {
    let path = APIPath(DeviceVariables.collection).adding("parent_id", device)
      .adding("parameter__variable_name", paths.joined(separator: ","))
      .adding("wildcard", when: paths.contains { $0.contains("*") }).adding("force_update", when: asksDevice)
    var items: [HeadlessTransaction.Item] = []
    var offset = 0
    while true {
      var call = APICall.get(path.adding("limit", ListWalk.largestPage).adding("offset", offset), .evidence)
      if asksDevice { call.timeLimit = client.settings.statusUpdateTimeout }
      let page = try await client.read(call) { (value) throws(JSONReadError) in
        try RecordPage(reading: value) { (row) throws(JSONReadError) in try DeviceVariables.item(row) }
      }
      items += page.rows
      offset += page.rows.count
      guard page.hasNext == true, !page.rows.isEmpty, items.count < DeviceVariables.most else { return items }
    }
  }

  /// More rows than this are not gathered for one question.
  private static let most = 20_000

  /// The path stands in the first of three places (control-api.md 8.1).
  private static func item(_ row: JSONValue) throws(JSONReadError) -> HeadlessTransaction.Item {
    let named = row.member("variable_name")?.stringValue
    let nested = row.member("parameter")?.member("variable_name")?.stringValue
    guard let path = named ?? nested ?? row.member("name")?.stringValue else { throw .missing("variable_name") }
    var value: String?
    if let told = row.member("value"), !told.isNull {
      value = told.stringValue ?? JSONText(told).string
    }
    let type =
      row.member("value_type")?.stringValue ?? row.member("data_type")?.stringValue ?? row.member("type")?.stringValue
    return HeadlessTransaction.Item(path: path, value: value, type: type, fault: nil)
  }
}
