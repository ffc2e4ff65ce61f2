package import JSON

/// A device as some source tells it: stored, computed, or as JSON text.
package protocol DeviceRecord: Sendable {
  var id: Int { get }

  /// The value of a member; nil when the source did not tell it.
  subscript(field: DeviceField) -> DeviceValue? { get }

  /// Writes the device as one JSON object, of these members those that were told.
  func write(_ fields: FieldSet, to writer: inout JSONWriter)
}

extension DeviceRecord {
  package func write(_ fields: FieldSet, to writer: inout JSONWriter) {
    writer.beginObject()
    for field in fields.fields {
      guard let value = self[field] else { continue }
      writer.member(field.key)
      value.write(to: &writer)
    }
    writer.endObject()
  }

  /// The members whose values differ from those of another record of the same device.
  package func changed(from other: any DeviceRecord) -> [DeviceField] {
    DeviceField.allCases.filter { self[$0] != other[$0] }
  }
}

/// A device whose members are stored.
package struct Device: DeviceRecord, Equatable {
  private var values: [DeviceValue?]

  package init() {
    values = Array(repeating: nil, count: DeviceField.allCases.count)
  }

  /// A copy of all that another record tells.
  package init(_ other: any DeviceRecord) {
    values = DeviceField.allCases.map { other[$0] }
  }

  package var id: Int { self[.id]?.integerValue ?? 0 }

  package subscript(field: DeviceField) -> DeviceValue? {
    get { values[field.rawValue] }
    set { values[field.rawValue] = newValue }
  }
}
