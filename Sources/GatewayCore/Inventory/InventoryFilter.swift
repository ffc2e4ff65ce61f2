package import JSON

/// Which devices a request is about; every condition must hold.
package struct InventoryFilter: Hashable, Sendable {
  package var conditions: [FieldCondition] = []
  /// Inclusive.
  package var statusChangedSince: Timestamp?
  package var search: SearchQuery?
  /// What was searched for, to tell one query from another.
  private var searchText = ExactString("")

  package init() {}

  package var isEmpty: Bool {
    conditions.isEmpty && statusChangedSince == nil && search == nil
  }

  package func matches(_ device: any DeviceRecord) -> Bool {
    for condition in conditions where !condition.holds(for: device) { return false }
    if let statusChangedSince {
      guard let change = device[.statusChange]?.instant, change >= statusChangedSince else { return false }
    }
    return search?.matches(device) ?? true
  }
}

/// One member and the values it may have.
package struct FieldCondition: Hashable, Sendable {
  package let field: DeviceField
  /// Any of them is enough; none matches nothing.
  package let alternatives: [Alternative]

  package enum Alternative: Hashable, Sendable {
    case value(DeviceValue)
    case glob(Glob)
  }

  package func holds(for device: any DeviceRecord) -> Bool {
    guard let value = device[field] else { return false }
    return alternatives.contains { alternative in
      switch alternative {
      case .value(let wanted): value == wanted
      case .glob(let glob): value.string.map { glob.matches($0) } ?? false
      }
    }
  }
}

extension InventoryFilter: JSONReadable {
  package static let members: [StaticString] = [
    "status", "type", "organization_id", "location", "is_active", "has_pending", "status_changed_since",
    "firmware_image", "manufacturer", "software_version", "product_class", "name", "serial_number", "customer_id",
    "search",
  ]

  package init(reading value: JSONValue) throws(JSONReadError) {
    var filter = InventoryFilter()
    try value.readMembers(InventoryFilter.members) { (name, value) throws(JSONReadError) in
      switch name {
      case "status_changed_since":
        filter.statusChangedSince = try Timestamp(reading: value)
      case "search":
        let text = try value.readString()
        filter.search = SearchQuery(text)
        filter.searchText = ExactString(text)
      default:
        guard let field = DeviceField(named: name) else { return }
        filter.conditions.append(try FieldCondition(reading: value, of: field))
      }
    }
    filter.conditions.sort { $0.field.rawValue < $1.field.rawValue }
    self = filter
  }

  /// The same filter always has the same text, whatever the order in which it was written.
  package func writeCanonical(to writer: inout JSONWriter) {
    writer.beginObject()
    for condition in conditions {
      writer.member(condition.field.name)
      writer.beginArray()
      for alternative in condition.alternatives {
        switch alternative {
        case .value(let value): value.write(to: &writer)
        case .glob(let glob): writer.string(glob.pattern.text)
        }
      }
      writer.endArray()
    }
    if let statusChangedSince {
      writer.member("status_changed_since")
      writer.time(statusChangedSince)
    }
    if search != nil {
      writer.member("search")
      writer.string(searchText.text)
    }
    writer.endObject()
  }
}

extension FieldCondition {
  /// One value, or an array of them.
  init(reading value: JSONValue, of field: DeviceField) throws(JSONReadError) {
    self.field = field
    if value.kind == .array {
      alternatives = try value.readElements { (element) throws(JSONReadError) in
        try FieldCondition.alternative(element, of: field)
      }
    } else {
      alternatives = [try FieldCondition.alternative(value, of: field)]
    }
  }

  private static func alternative(_ value: JSONValue, of field: DeviceField) throws(JSONReadError) -> Alternative {
    if field.kind == .text { return .glob(Glob(try value.readString())) }
    if value.isNull { throw .expected("a value or an array of values", found: .null) }
    return .value(try DeviceValue(reading: value, of: field))
  }
}
