internal import GatewayCore
internal import JSON

/// A device as one record of the API tells it, in the names of the contract.
///
/// Whichever family it comes from, its shape is told by the record itself (control-api.md 2.4).
struct ControlRecord: Sendable {
  private(set) var device: any DeviceRecord
  /// Nil where the record tells none.
  private(set) var id: Int?
  let shape: Shape

  enum Shape: Sendable {
    /// That of the id and name families.
    case a
    /// That of the serial family by the core pages: it tells no id.
    case b
  }

  /// What was told of the password is left out, wherever it stands.
  ///
  /// - Throws: for what is no object, an id that is no integer, or a record that names no device at all.
  init(reading value: JSONValue) throws(JSONReadError) {
    guard value.kind == .object else { throw .expected("a device", found: value.kind) }
    shape = ControlRecord.shape(of: value)
    var device = Device()
    var rest: [(name: String, text: JSONText)] = []
    var later: [RecordAlias] = []
    var members = value.members
    while let member = members.next() {
      if let field = DeviceField(named: member.name), field != .extra,
        ControlRecord.take(field, member.value, &device)
      {
        continue
      }
      let name = member.name.string
      if let alias = RecordAlias(rawValue: name) {
        later.append(alias)
      } else if !ControlRecord.isSecret(name, member.value) {
        rest.append((name, ControlRecord.withoutSecrets(member.value)))
      }
    }
    for alias in later {
      guard let member = value.member(alias.name), !alias.take(member, &device) else { continue }
      rest.append((alias.rawValue, ControlRecord.withoutSecrets(member)))
    }
    ControlRecord.settleStatus(&device)
    device[.extra] = ControlRecord.extra(rest)
    if let told = value.member("id"), device[.id]?.integerValue == nil {
      throw .expected("an integer as id", found: told.kind)
    }
    guard device[.id] != nil || device[.name] != nil || device[.serialNumber] != nil else {
      throw JSONReadError("expected a device, found an object without id, name and serial_number")
    }
    self.device = device
    id = device[.id]?.integerValue
  }

  init(_ device: ScannedDevice) {
    self.device = device
    id = device.id
    shape = .a
  }

  /// Fills in what another record of the same device tells and this one does not.
  mutating func complete(from other: ControlRecord) {
    change { device in
      for field in DeviceField.allCases where device[field] == nil { device[field] = other.device[field] }
      ControlRecord.settleStatus(&device)
    }
  }

  mutating func setID(_ id: Int) {
    change { $0[.id] = .integer(id) }
  }

  /// It was made just now: some pages tell it as down, and nobody knows before its first contact (control-api.md 9.3).
  mutating func settleAsNew() {
    guard device[.lastConnection] == nil || device[.lastConnection] == .null else { return }
    change { $0[.status] = .status(.unknown) }
  }

  private mutating func change(_ body: (inout Device) -> Void) {
    var changed = Device(device)
    body(&changed)
    device = changed
    id = changed[.id]?.integerValue
  }

  // MARK: Members

  /// Takes a member of shape A; false when its value is not what the contract has there.
  private static func take(_ field: DeviceField, _ value: JSONValue, _ device: inout Device) -> Bool {
    guard let told = RecordValue.read(field, value) else { return RecordAlias.takeObject(field, value, &device) }
    switch field {
    case .location where told.string != nil:
      // The same name holds a number in one shape and a text in the other (control-api.md 9.9).
      device[.locationName] = device[.locationName] ?? told
    case .pendingSettings:
      device[.pendingSettings] = told
      device[.hasPending] = RecordValue.hasPending(value).map { .boolean($0) } ?? .null
    default:
      device[field] = told
    }
    return true
  }

  /// Before it was ever there, nobody knows whether it is (control-api.md 9.3).
  private static func settleStatus(_ device: inout Device) {
    if device[.lastConnection] == .null, device[.status] != nil { device[.status] = .status(.unknown) }
  }

  private static func extra(_ rest: [(name: String, text: JSONText)]) -> DeviceValue? {
    guard !rest.isEmpty else { return nil }
    return .object(
      JSONText { writer in
        writer.beginObject()
        for (name, text) in rest {
          writer.member(named: name)
          writer.raw(text)
        }
        writer.endObject()
      })
  }

  private static func shape(of value: JSONValue) -> Shape {
    for name in ["uuid", "type_short_name", "organization_id", "status_change"] as [StaticString]
    where value.member(name) != nil { return .a }
    for name in ["created_at", "pending_changes", "last_status_change", "organization", "ip_address"] as [StaticString]
    where value.member(name) != nil { return .b }
    return value.member("id") == nil ? .b : .a
  }

  // MARK: Secrets

  /// Whatever an upstream calls it; that there is one, as a truth value says, is no secret.
  private static func isSecret(_ name: String, _ value: JSONValue) -> Bool {
    let name = name.lowercased()
    return name == "password" || name.contains("password") && value.scalarText != nil && value.booleanValue == nil
  }

  private static func withoutSecrets(_ value: JSONValue) -> JSONText {
    JSONText { writer in writeWithoutSecrets(value, to: &writer) }
  }

  private static func writeWithoutSecrets(_ value: JSONValue, to writer: inout JSONWriter) {
    switch value.kind {
    case .object:
      writer.beginObject()
      var members = value.members
      while let member = members.next() {
        if isSecret(member.name.string, member.value) { continue }
        writer.member(named: member.name.string)
        writeWithoutSecrets(member.value, to: &writer)
      }
      writer.endObject()
    case .array:
      writer.beginArray()
      value.forEachElement { _, element in writeWithoutSecrets(element, to: &writer) }
      writer.endArray()
    case .string, .integer, .real, .boolean, .null:
      writer.copy(value)
    }
  }
}
