internal import GatewayCore
internal import JSON

/// How the variables and settings families name their device (reference: 8.1).
enum ParentKey {
  static func name(_ key: DeviceKey) -> String {
    key == .id ? "parent_id" : "parent__" + key.rawValue
  }

  static func parameters(_ key: DeviceKey) -> [Endpoint.Parameter] {
    [
      .init(name(key), key == .id ? "integer" : "string", "The device.", required: true),
      .init("parameter__variable_name", "string", "Names of parameters, with commas between them."),
      .init("parameter__name", "string", "The same by the last part of their names."),
    ]
  }

  /// The device that the query names.
  ///
  /// - Throws: 400 when it names none.
  static func device(_ exchange: Exchange, _ key: DeviceKey) throws(APIError) -> any DeviceRecord {
    let text: String? =
      switch key {
      case .id: exchange.query["parent_id"]
      case .name: exchange.query["parent__name"]
      case .serialNumber: exchange.query["parent__serial_number"]
      }
    guard let text else { throw .field(name(key), "This parameter is required.") }
    return try exchange.device(key.selector(text))
  }
}
