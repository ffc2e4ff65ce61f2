internal import GatewayCore
internal import JSON

/// The filters of a list (reference: 3.1).
struct DeviceFilter {
  private var type: Int?
  private var status: DeviceStatus?
  private var since: Timestamp?
  private var organization: Int?
  private var location: Int?
  /// The organizations that the token sees; nil for all.
  private let scope: Set<Int>?
  private let switches: ControlSwitches

  /// - Throws: 400 for a value that cannot be read, and 403 for an organization that the token does not see.
  init(_ exchange: Exchange) throws(APIError) {
    scope = exchange.token.organizations
    switches = exchange.switches
    let query = exchange.query
    type = try DeviceFilter.read("type", query, switches) { Int($0) }
    organization = try DeviceFilter.read("organization", query, switches) { Int($0) }
    status = try DeviceFilter.read("status", query, switches) { text in
      ["1", "true", "True"].contains(text) ? .up : ["0", "false", "False"].contains(text) ? .down : nil
    }
    since = try DeviceFilter.read("last_status_change_from", query, switches) { DateFilter.read($0) }
    if switches.filtersByLocation { location = try DeviceFilter.read("location", query, switches) { Int($0) } }
    if let organization, !exchange.token.sees(organization) { throw .forbidden }
  }

  private static func read<Value>(
    _ name: StaticString, _ query: Query, _ switches: ControlSwitches, _ read: (String) -> Value?
  ) throws(APIError) -> Value? {
    guard let text = query[name], !text.isEmpty else { return nil }
    if let value = read(text) { return value }
    guard switches.badFilter == .refuse else { return nil }
    throw .field("\(name)", "Enter a valid value.")
  }

  /// Every device passes.
  var isEmpty: Bool {
    type == nil && status == nil && since == nil && organization == nil && location == nil && scope == nil
  }

  func matches(_ device: any DeviceRecord) -> Bool {
    if let type, device[.type] != .integer(type) { return false }
    if organization != nil || scope != nil {
      guard let theirs = device[.organizationID]?.integerValue else { return false }
      if let organization, theirs != organization { return false }
      if let scope, !scope.contains(theirs) { return false }
    }
    if let location, device[.location] != .integer(location) { return false }
    if let status, !hasStatus(status, device) { return false }
    guard let since else { return true }
    guard let change = device[.statusChange]?.instant else { return false }
    return switches.sinceIsInclusive ? change >= since : change > since
  }

  private func hasStatus(_ status: DeviceStatus, _ device: any DeviceRecord) -> Bool {
    guard case .status(let theirs) = device[.status] else { return false }
    return theirs == status || theirs == .unknown && status == .down && switches.newStatus == .down
  }
}

/// The spellings of times in queries (reference: 1.6).
enum DateFilter {
  /// A missing offset is read as UTC, a missing time as midnight.
  static func read(_ text: String) -> Timestamp? {
    var text = text
    if text.utf8.count == 10 { text += "T00:00:00Z" }
    if text.utf8.count > 10 {
      let place = text.index(text.startIndex, offsetBy: 10)
      if text[place] == " " { text.replaceSubrange(place...place, with: "T") }
    }
    return Timestamp(text) ?? Timestamp(text + "Z")
  }
}
