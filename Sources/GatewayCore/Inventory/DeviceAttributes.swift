package import JSON

/// What a client wants to write: members of a device with their values, and perhaps a password.
package struct DeviceAttributes: Sendable, Equatable {
  /// In the order of the request; volatile members are left out.
  package private(set) var values: [(field: DeviceField, value: DeviceValue)] = []
  /// Written and never answered.
  package private(set) var password: Password?

  /// A new password; nil inside clears it.
  package struct Password: Sendable, Equatable {
    package let text: String?
  }

  package init() {}

  package static func == (left: DeviceAttributes, right: DeviceAttributes) -> Bool {
    left.password == right.password && left.values.elementsEqual(right.values) { $0 == $1 }
  }

  package subscript(field: DeviceField) -> DeviceValue? {
    get { values.first { $0.field == field }?.value }
    set {
      values.removeAll { $0.field == field }
      if let newValue { values.append((field, newValue)) }
    }
  }

  /// Reads members strictly, save those that move by themselves, which are taken whatever they hold.
  ///
  /// - Parameter leavesUnwritableAside: passes over all that cannot be written, as an import does.
  package init(reading value: JSONValue, leavesUnwritableAside: Bool = false) throws(JSONReadError) {
    var attributes = DeviceAttributes()
    try value.readMembersAndNulls(DeviceAttributes.members) { (name, value) throws(JSONReadError) in
      guard let field = DeviceField(named: name) else {
        attributes.password = Password(text: value.isNull ? nil : try value.readString())
        return
      }
      try attributes.take(field, value, leavesUnwritableAside: leavesUnwritableAside)
    }
    self = attributes
  }

  private static let members: [StaticString] = DeviceField.names + ["password"]

  private mutating func take(
    _ field: DeviceField, _ value: JSONValue, leavesUnwritableAside: Bool
  ) throws(JSONReadError) {
    switch field.writing {
    case .ignored: return
    case .flag, .fixed: if leavesUnwritableAside { return }
    case .sets, .setsNeverNull: break
    }
    let read: DeviceValue
    do throws(JSONReadError) {
      read = try DeviceValue(reading: value, of: field)
    } catch {
      // Whoever writes a flag wants the operation, in whatever form.
      guard field.writing == .flag, let hint = DeviceAttributes.unwritable(field).hint else { throw error }
      throw JSONReadError(error.reason, hint: hint, steps: error.steps)
    }
    if read == .null, field.writing == .setsNeverNull {
      throw JSONReadError("\(field.name) cannot be null")
    }
    if field == .name, read == .text("") { throw JSONReadError("expected a name, found an empty text") }
    values.append((field, read))
  }

  /// The values to write: those that could change something on `current`, which is nil for a new device.
  ///
  /// - Throws: for a member that cannot be written and is neither null nor as it is now.
  package func changes(to current: (any DeviceRecord)?) throws(JSONReadError) -> [(
    field: DeviceField, value: DeviceValue
  )] {
    var changes: [(field: DeviceField, value: DeviceValue)] = []
    for (field, value) in values {
      switch field.writing {
      case .sets, .setsNeverNull: changes.append((field, value))
      case .ignored: break
      case .flag, .fixed:
        let isHarmless =
          value == .null || value == current?[field] || (field.writing == .flag && value == .boolean(false))
        guard isHarmless else { throw DeviceAttributes.unwritable(field) }
      }
    }
    return changes
  }

  private static func unwritable(_ field: DeviceField) -> JSONReadError {
    let hint =
      field == .firmwareImageIsPending
      ? "use operation.submit with \"operation\":\"firmware\" and its image"
      : field.writing == .flag ? "use operation.submit with \"operation\":\"\(field.name)\"" : nil
    return JSONReadError("\(field.name) cannot be written", hint: hint, steps: ["\(field.name)"])
  }

  /// The attributes of a replacement: what is not named is cleared, save `organization_id`, `is_active` and the
  /// password, which stay; booleans clear to false.
  package func replacement() -> DeviceAttributes {
    var whole = self
    for field in DeviceField.allCases where field.writing == .sets && self[field] == nil {
      whole.values.append((field, field.kind == .boolean ? .boolean(false) : .null))
    }
    return whole
  }

  /// - Throws: for a member that a device needs and that is not there.
  package func requireNameAndType() throws(JSONReadError) {
    for (field, name) in [(DeviceField.name, "name"), (.type, "type")] where self[field] == nil {
      throw JSONReadError("expected member \"\(name)\", which is missing", steps: [name])
    }
  }
}
