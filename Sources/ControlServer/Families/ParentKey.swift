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

/// The parameters that a query names.
struct ParameterNames {
  private let paths: [Substring]?
  private let names: [Substring]?
  private let isPattern: Bool

  init(_ query: Query) {
    paths = query["parameter__variable_name"]?.split(separator: ",")
    names = query["parameter__name"]?.split(separator: ",")
    isPattern = query.flag("wildcard")
  }

  /// All, where nothing is named.
  func contains(_ path: String) -> Bool {
    if let paths, !paths.contains(where: { fits(path[...], $0) }) { return false }
    guard let names else { return true }
    let last = path.split(separator: ".").last ?? ""
    return names.contains { fits(last, $0) }
  }

  private func fits(_ text: Substring, _ pattern: Substring) -> Bool {
    guard isPattern, pattern.utf8.contains(UInt8(ascii: "*")) else { return text == pattern }
    return ParameterNames.matches(text.utf8[...], pattern.utf8[...])
  }

  private static func matches(_ text: Substring.UTF8View, _ pattern: Substring.UTF8View) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    guard first == UInt8(ascii: "*") else {
      return text.first == first && matches(text.dropFirst(), pattern.dropFirst())
    }
    var rest = text
    while true {
      if matches(rest, pattern.dropFirst()) { return true }
      guard rest.popFirst() != nil else { return false }
    }
  }
}
