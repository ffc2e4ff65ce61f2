internal import GatewayCore
internal import JSON

/// Members of a device in the words that a family takes when it is written to.
struct RecordWriter {
  private let shape: ControlRecord.Shape

  init(_ shape: ControlRecord.Shape) {
    self.shape = shape
  }

  typealias Values = [(field: DeviceField, value: DeviceValue)]

  /// Whether this vocabulary has a word for each of them.
  func canHold(_ values: Values, _ password: DeviceAttributes.Password?) -> Bool {
    guard shape == .b else { return true }
    return password == nil && values.allSatisfy { name(of: $0.field) != nil && $0.value != .null }
  }

  /// - Precondition: ``canHold(_:_:)``.
  func body(_ values: Values, _ password: DeviceAttributes.Password? = nil) -> JSONText {
    JSONText { writer in
      writer.beginObject()
      for (field, value) in values {
        guard let name = name(of: field) else { continue }
        writer.member(name)
        value.write(to: &writer)
      }
      if let password {
        writer.member("password")
        writer.stringOrNull(password.text)
      }
      writer.endObject()
    }
  }

  private func name(of field: DeviceField) -> StaticString? {
    guard shape == .b else { return field.name }
    switch field {
    case .name, .type, .serialNumber, .description: return field.name
    case .organizationID: return "organization"
    case .locationName: return "location"
    default: return nil
    }
  }
}
