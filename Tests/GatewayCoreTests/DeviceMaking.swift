internal import GatewayCore
internal import JSON

/// A device that tells these members.
func device(_ id: Int, _ values: [DeviceField: DeviceValue] = [:]) -> Device {
  var device = Device()
  device[.id] = .integer(id)
  for (field, value) in values { device[field] = value }
  return device
}

/// What a client wants to write, from its JSON text.
func attributes(_ json: String, leavesUnwritableAside: Bool = false) throws -> DeviceAttributes {
  let document = try JSONDocument(parsing: Array(json.utf8).span)
  return try document.read { (root) throws(JSONReadError) in
    try DeviceAttributes(reading: root, leavesUnwritableAside: leavesUnwritableAside)
  }
}
