package import JSON

/// The members of a device: the vendor's names of record shape A, and a few of ours (protocol.md 6).
package enum DeviceField: Int, CaseIterable, Sendable {
  case id, uuid, name, customerID, isActive, status, statusChange, type, typeShortName, softwareVersion
  case hardwareVersion, manufacturer, uniqueIdentifier, productClass, serialNumber, serialNumberAlt, description
  case organizationID, firmwareImage, firmwareImageIsPending, location, locationName, locationShortName, latitude
  case longitude, username, updateFrequency, address, lastConnection, lastConfiguration, lastChange, created, debug
  case reboot, factory, deviceFactory, sync, reconf, pendingSettings
  case typeName, typeModel, organizationName, organizationCode, macAddress, hasPending, extra

  /// The name on the wire.
  package var name: StaticString { facts.name }
  /// The name as it stands in an object.
  package var key: JSONKey { DeviceField.keys[rawValue] }
  package var kind: Kind { facts.kind }
  package var writing: Writing { facts.writing }
  /// Whether `search` looks into it.
  package var isSearched: Bool { facts.isSearched }

  /// What kind of value a field has, when it is not null.
  package enum Kind: Sendable {
    case integer
    case boolean
    case text
    /// A decimal number as a text.
    case decimalText
    case status
    case time
    /// An array of texts.
    case texts
    case object
  }

  /// What naming the field in attributes does.
  package enum Writing: Sendable {
    /// Sets it; null clears.
    case sets
    /// Sets it; it cannot be null.
    case setsNeverNull
    /// Nothing, whatever the value: it moves by itself.
    case ignored
    /// Nothing, when it equals the current value or is null or false; operations set it.
    case flag
    /// Nothing, when it equals the current value or is null.
    case fixed
  }

  /// The field of that name, or nil.
  package init?(named name: String) {
    guard let field = DeviceField.byName[name] else { return nil }
    self = field
  }

  package init?(named name: JSONName) {
    guard let place = DeviceField.places.place(of: name), let field = DeviceField(rawValue: place) else { return nil }
    self = field
  }

  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ("\($0.name)", $0) })

  private static let places = NameTable(allCases.map(\.name))

  private static let keys = allCases.map { JSONKey($0.name) }

  /// All names, for suggestions.
  package static let names = allCases.map(\.name)

  private var facts: Facts { DeviceField.table[rawValue] }

  private struct Facts {
    let name: StaticString
    let kind: Kind
    let writing: Writing
    let isSearched: Bool

    init(_ name: StaticString, _ kind: Kind, _ writing: Writing, searched isSearched: Bool = false) {
      self.name = name
      self.kind = kind
      self.writing = writing
      self.isSearched = isSearched
    }
  }

  private static let table: [Facts] = allCases.map { field in
    switch field {
    case .id: Facts("id", .integer, .fixed)
    case .uuid: Facts("uuid", .text, .fixed)
    case .name: Facts("name", .text, .setsNeverNull, searched: true)
    case .customerID: Facts("customer_id", .text, .sets, searched: true)
    case .isActive: Facts("is_active", .boolean, .setsNeverNull)
    case .status: Facts("status", .status, .ignored)
    case .statusChange: Facts("status_change", .time, .ignored)
    case .type: Facts("type", .integer, .setsNeverNull)
    case .typeShortName: Facts("type_short_name", .text, .fixed, searched: true)
    case .softwareVersion: Facts("software_version", .text, .ignored, searched: true)
    case .hardwareVersion: Facts("hardware_version", .text, .ignored, searched: true)
    case .manufacturer: Facts("manufacturer", .text, .fixed, searched: true)
    case .uniqueIdentifier: Facts("unique_identifier", .text, .fixed, searched: true)
    case .productClass: Facts("product_class", .text, .fixed, searched: true)
    case .serialNumber: Facts("serial_number", .text, .sets, searched: true)
    case .serialNumberAlt: Facts("serial_number_alt", .text, .sets, searched: true)
    case .description: Facts("description", .text, .sets, searched: true)
    case .organizationID: Facts("organization_id", .integer, .setsNeverNull)
    case .firmwareImage: Facts("firmware_image", .integer, .sets)
    case .firmwareImageIsPending: Facts("firmware_image_is_pending", .boolean, .flag)
    case .location: Facts("location", .integer, .sets)
    case .locationName: Facts("location_name", .text, .sets, searched: true)
    case .locationShortName: Facts("location_short_name", .text, .fixed, searched: true)
    case .latitude: Facts("latitude", .decimalText, .sets)
    case .longitude: Facts("longitude", .decimalText, .sets)
    case .username: Facts("username", .text, .sets, searched: true)
    case .updateFrequency: Facts("update_frequency", .integer, .sets)
    case .address: Facts("address", .text, .ignored, searched: true)
    case .lastConnection: Facts("last_connection", .time, .ignored)
    case .lastConfiguration: Facts("last_configuration", .time, .ignored)
    case .lastChange: Facts("last_change", .time, .ignored)
    case .created: Facts("created", .time, .fixed)
    case .debug: Facts("debug", .boolean, .sets)
    case .reboot: Facts("reboot", .boolean, .flag)
    case .factory: Facts("factory", .boolean, .flag)
    case .deviceFactory: Facts("device_factory", .boolean, .flag)
    case .sync: Facts("sync", .boolean, .flag)
    case .reconf: Facts("reconf", .boolean, .flag)
    case .pendingSettings: Facts("pending_settings", .texts, .ignored)
    case .typeName: Facts("type_name", .text, .fixed, searched: true)
    case .typeModel: Facts("type_model", .text, .fixed, searched: true)
    case .organizationName: Facts("organization_name", .text, .fixed, searched: true)
    case .organizationCode: Facts("organization_code", .text, .fixed, searched: true)
    case .macAddress: Facts("mac_address", .text, .fixed, searched: true)
    case .hasPending: Facts("has_pending", .boolean, .ignored)
    case .extra: Facts("extra", .object, .ignored)
    }
  }
}
