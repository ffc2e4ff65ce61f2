package import JSON

/// Whether a device is thought to be there.
package enum DeviceStatus: String, CaseIterable, Sendable {
  case up
  case down
  case unknown
}

extension DeviceStatus: JSONReadable {
  /// `up`, `down` and `unknown` in any case, and what upstream uses for them: booleans, 0 and 1.
  package init(reading value: JSONValue) throws(JSONReadError) {
    let status: DeviceStatus? =
      if let flag = value.booleanValue {
        flag ? .up : .down
      } else if let number = value.integerValue {
        number == 1 ? .up : number == 0 ? .down : nil
      } else {
        value.stringValue.flatMap { DeviceStatus(rawValue: $0.lowercased()) }
      }
    guard let status else {
      let found = value.kind == .string || value.kind == .integer ? "another" : value.kind.described
      throw JSONReadError("expected one of up, down, unknown, true, false, 1, 0, found \(found)")
    }
    self = status
  }
}
