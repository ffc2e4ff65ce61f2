package import GatewayCore
internal import JSON

/// Devices of a file that a fleet begins with.
package enum FleetFile {
  /// Devices, in the order of their rows.
  ///
  /// - Throws: the row and what is wrong with it; row 0 for the file as a whole.
  package static func devices(_ bytes: [UInt8], _ format: DeviceFormat) throws(RowError) -> [Device] {
    var rows = try DeviceRows(ByteSource(bytes), format: format)
    var devices: [Device] = []
    var seen: Set<DeviceSelector> = []
    while let row = try rows.next() { devices.append(try device(row, rows.row, &seen)) }
    return devices
  }

  private static func device(_ row: [UInt8], _ number: Int, _ seen: inout Set<DeviceSelector>) throws(RowError)
    -> Device
  {
    let document: JSONDocument
    do throws(JSONParseError) {
      document = try JSONDocument(parsing: row.span)
    } catch {
      throw RowError(row: number, "not a JSON object: \(error.reason), at \(error.place)")
    }
    let device: Device
    do throws(JSONReadError) {
      device = try document.read { (root) throws(JSONReadError) in try Device(fleetRow: root) }
    } catch {
      throw RowError(row: number, error.message)
    }
    let names: [DeviceSelector?] = [
      device[.name].flatMap { if case .text(let text) = $0 { .name(text) } else { nil } },
      device[.serialNumber].flatMap { if case .text(let text) = $0 { .serialNumber(text) } else { nil } },
      device[.uuid].flatMap { if case .text(let text) = $0 { .uuid(text) } else { nil } },
    ]
    for name in names.compactMap({ $0 }) where !seen.insert(name).inserted {
      throw RowError(row: number, "another row has this \(name.member)")
    }
    return device
  }
}

extension Device {
  /// Any members of a device, of which `name` and `type` must be there; the number of the row becomes the id.
  fileprivate init(fleetRow value: JSONValue) throws(JSONReadError) {
    self.init()
    var device = Device()
    try value.readMembersAndNulls(DeviceField.names + ["password"]) { (name, value) throws(JSONReadError) in
      guard let field = DeviceField(named: name), field != .id else { return }
      device[field] = try DeviceValue(reading: value, of: field)
    }
    for (field, name) in [(DeviceField.name, "name" as StaticString), (.type, "type")] {
      guard let value = device[field], value != .null else { throw .missing(name) }
    }
    self = device
  }
}
