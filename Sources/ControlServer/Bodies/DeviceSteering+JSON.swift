internal import GatewayCore
internal import JSON
internal import Simulator

extension DeviceSteering {
  /// The members of `mock.set_device` beside `device`.
  init(reading value: JSONValue) throws(JSONReadError) {
    self.init()
    isReachable = try value.member("reachable")?.readBoolean()
    isBusy = try value.member("busy")?.readBoolean()
    if let told = value.member("status") { status = try DeviceStatus(reading: told) }
    if let told = value.member("attributes") {
      try told.readMembersAndNulls(DeviceField.names) { (name, value) throws(JSONReadError) in
        guard let field = DeviceField(named: name), field != .id else {
          throw JSONReadError("the id of a device never changes")
        }
        attributes.append((field, try DeviceValue(reading: value, of: field)))
      }
    }
    guard let told = value.member("parameters") else { return }
    guard told.kind == .object else { throw .expected("an object of paths and values", found: told.kind) }
    var members = told.members
    while let member = members.next() {
      parameters.append((member.name.string, try RequestedVariable.text(of: member.value)))
    }
  }
}
