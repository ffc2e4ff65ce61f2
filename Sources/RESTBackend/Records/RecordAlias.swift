internal import GatewayCore
internal import JSON

/// Members that record shape B has in place of those of shape A (control-api.md 2.4).
enum RecordAlias: String {
  case organization
  case lastStatusChange = "last_status_change"
  case ipAddress = "ip_address"
  case firmwareVersion = "firmware_version"
  case pendingChanges = "pending_changes"
  case createdAt = "created_at"
  case updatedAt = "updated_at"

  var name: StaticString {
    switch self {
    case .organization: "organization"
    case .lastStatusChange: "last_status_change"
    case .ipAddress: "ip_address"
    case .firmwareVersion: "firmware_version"
    case .pendingChanges: "pending_changes"
    case .createdAt: "created_at"
    case .updatedAt: "updated_at"
    }
  }

  var field: DeviceField {
    switch self {
    case .organization: .organizationID
    case .lastStatusChange: .statusChange
    case .ipAddress: .address
    case .firmwareVersion: .softwareVersion
    case .pendingChanges: .hasPending
    case .createdAt: .created
    case .updatedAt: .lastChange
    }
  }

  /// Puts the value where the contract has it; false when something else stands there already, or it does not fit.
  func take(_ value: JSONValue, _ device: inout Device) -> Bool {
    if value.kind == .object { return RecordAlias.takeObject(field, value, &device) }
    guard let told = RecordValue.read(field, value), device[field] == nil || device[field] == told else { return false }
    device[field] = told
    return true
  }

  /// A profile or an organization told as an object: its number, and names beside it.
  ///
  /// Nothing is lost: one with members that have no place here is refused as a whole.
  static func takeObject(_ field: DeviceField, _ value: JSONValue, _ device: inout Device) -> Bool {
    let places: [(name: StaticString, field: DeviceField)]
    switch field {
    case .type:
      places = [("id", .type), ("name", .typeName), ("model", .typeModel), ("manufacturer", .manufacturer)]
    case .organizationID:
      places = [("id", .organizationID), ("name", .organizationName), ("code", .organizationCode)]
    default: return false
    }
    guard let number = value.member("id"), let id = RecordValue.read(field, number), id != .null else { return false }
    device[field] = id
    for (name, place) in places.dropFirst() {
      guard let member = value.member(name), device[place] == nil else { continue }
      device[place] = RecordValue.read(place, member)
    }
    return value.count == places.count { value.member($0.name) != nil }
  }
}
