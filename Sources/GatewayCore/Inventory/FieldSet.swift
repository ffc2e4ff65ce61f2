package import JSON

/// Some members of a device.
package struct FieldSet: OptionSet, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  package init(_ field: DeviceField) {
    rawValue = 1 << UInt64(field.rawValue)
  }

  package static let all = FieldSet(rawValue: (1 << UInt64(DeviceField.allCases.count)) - 1)

  package init(_ fields: [DeviceField]) {
    self = []
    for field in fields { insert(FieldSet(field)) }
  }

  /// Each of them, in the order in which a device tells them.
  @inlinable package var fields: Fields { Fields(rest: rawValue) }

  package struct Fields: Sequence, IteratorProtocol {
    @usableFromInline var rest: UInt64

    @inlinable
    init(rest: UInt64) {
      self.rest = rest
    }

    @inlinable
    package mutating func next() -> DeviceField? {
      // Behind the last, the count is that of all bits, which is no field.
      guard let field = DeviceField(rawValue: rest.trailingZeroBitCount) else { return nil }
      rest &= rest &- 1
      return field
    }
  }

  package func contains(_ field: DeviceField) -> Bool {
    rawValue & (1 << UInt64(field.rawValue)) != 0
  }
}

extension FieldSet: JSONReadable {
  /// An array of member names; `id` is always in it.
  package init(reading value: JSONValue) throws(JSONReadError) {
    self = FieldSet(.id)
    for field in try DeviceField.readAll(value) { insert(FieldSet(field)) }
  }
}

extension DeviceField {
  /// An array of member names, in their order.
  package static func readAll(_ value: JSONValue) throws(JSONReadError) -> [DeviceField] {
    try value.readElements { (element) throws(JSONReadError) in try DeviceField(reading: element) }
  }
}

extension DeviceField: JSONReadable {
  package init(reading value: JSONValue) throws(JSONReadError) {
    let name = try value.readString()
    guard let field = DeviceField(named: name) else { throw DeviceField.unknown(name) }
    self = field
  }

  /// No member of a device has that name.
  package static func unknown(_ name: String) -> JSONReadError {
    let nearest = NearestName.of(name, among: names.map { "\($0)" }).map { "; did you mean \"\($0)\"?" } ?? ""
    return JSONReadError("a device has no member \"\(JSONReadError.clip(name))\"\(nearest)")
  }
}
