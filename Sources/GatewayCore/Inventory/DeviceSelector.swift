package import JSON

/// Names one device, by exactly one of its unique members.
package enum DeviceSelector: Hashable, Sendable {
  case id(Int)
  case uuid(ExactString)
  case name(ExactString)
  case serialNumber(ExactString)
}

extension DeviceSelector: JSONReadable {
  private static let members: [StaticString] = ["id", "uuid", "name", "serial_number"]

  package init(reading value: JSONValue) throws(JSONReadError) {
    var found: DeviceSelector?
    var count = 0
    try value.readMembers(DeviceSelector.members) { (name, value) throws(JSONReadError) in
      count += 1
      switch name {
      case "id": found = .id(try value.readInteger())
      case "uuid": found = .uuid(ExactString(try value.readString()))
      case "name": found = .name(ExactString(try value.readString()))
      default: found = .serialNumber(ExactString(try value.readString()))
      }
    }
    guard count == 1, let found else {
      throw JSONReadError(
        "expected exactly one of id, uuid, name, serial_number, found \(count == 0 ? "none" : "\(count)")")
    }
    self = found
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member(member)
    switch self {
    case .id(let id): writer.integer(id)
    case .uuid(let text), .name(let text), .serialNumber(let text): writer.string(text.text)
    }
    writer.endObject()
  }

  /// The member by which it selects.
  package var member: StaticString {
    switch self {
    case .id: "id"
    case .uuid: "uuid"
    case .name: "name"
    case .serialNumber: "serial_number"
    }
  }
}
