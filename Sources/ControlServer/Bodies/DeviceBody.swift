internal import GatewayCore
internal import JSON
internal import Simulator

/// What a client writes about a device, in either vocabulary.
struct DeviceBody {
  /// Members that the simulation stores as they are.
  private(set) var attributes = DeviceAttributes()
  /// Members that devices tell themselves, and that shape B lets clients write (reference: 2.2).
  var steering = DeviceSteering()
  /// Flags that are set, and the firmware.
  private(set) var kinds: [OperationKind] = []
  /// Nil: the body says nothing about it.
  private(set) var password: String??
  private var problems: [APIError.Field] = []

  /// Reads the members that can be written; all others are passed over, as the likely framework does.
  ///
  /// - Throws: 400 with all that is wrong.
  init(_ value: JSONValue, _ shape: SerialShape) throws(APIError) {
    var members = value.members
    while let member = members.next() {
      let name = member.name.string
      do throws(JSONReadError) {
        switch shape {
        case .a: try takeA(name, member.value)
        case .b: try takeB(name, member.value)
        }
      } catch {
        problems.append(APIError.Field(name: name, problem: error.reason))
      }
    }
    guard problems.isEmpty else { throw .fields(problems) }
  }

  private mutating func takeA(_ name: String, _ value: JSONValue) throws(JSONReadError) {
    if name == "password" {
      password = value.isNull ? .some(nil) : try value.readString()
      return
    }
    guard let field = DeviceField(named: name), field != .hasPending else { return }
    switch field.writing {
    case .sets, .setsNeverNull: try take(field, name, value)
    case .flag:
      guard !value.isNull, try value.readBoolean(),
        let kind = OperationKind.allCases.first(where: {
          $0.flag == field || $0 == .firmware && field == .firmwareImageIsPending
        })
      else { return }
      kinds.append(kind)
    case .ignored, .fixed: return
    }
  }

  private mutating func takeB(_ name: String, _ value: JSONValue) throws(JSONReadError) {
    switch name {
    case "serial_number", "name", "type", "description": try takeA(name, value)
    case "organization": try take(.organizationID, name, value)
    case "location": try take(.locationName, name, value)
    case "ip_address": steering.attributes.append((.address, try DeviceValue(reading: value, of: .address)))
    case "firmware_version":
      steering.attributes.append((.softwareVersion, try DeviceValue(reading: value, of: .softwareVersion)))
    case "status": if !value.isNull { steering.status = try value.readBoolean() ? .up : .down }
    default: return
    }
  }

  private mutating func take(_ field: DeviceField, _ name: String, _ value: JSONValue) throws(JSONReadError) {
    // Form encodings have no numbers, and the likely framework takes their texts.
    let number = field.kind == .integer ? value.stringValue.flatMap { Int($0) } : nil
    let read: DeviceValue = if let number { .integer(number) } else { try DeviceValue(reading: value, of: field) }
    guard read != .null || field.writing != .setsNeverNull else { throw JSONReadError("This field may not be null.") }
    guard field != .name || read != .text("") else { throw JSONReadError("This field may not be blank.") }
    attributes[field] = read
  }

  /// - Throws: 400 naming each of these that is missing.
  func require(_ fields: [DeviceField], _ shape: SerialShape) throws(APIError) {
    let missing = fields.filter { attributes[$0] == nil || attributes[$0] == .null }
    guard missing.isEmpty else {
      throw .fields(
        missing.map { field in
          let name = field == .organizationID && shape == .b ? "organization" : "\(field.name)"
          return APIError.Field(name: name, problem: "This field is required.")
        })
    }
  }

  /// - Throws: 400 for a profile that is none.
  func requireKnownType(_ simulation: Simulation) throws(APIError) {
    guard let type = attributes[.type]?.integerValue, !simulation.knowsType(type) else { return }
    throw .field("type", "Invalid pk \"\(type)\" - object does not exist.")
  }

  /// What is left out is cleared, as far as the shape has it.
  mutating func clearMissing(_ shape: SerialShape) {
    switch shape {
    case .a:
      let serialNumber = attributes[.serialNumber]
      attributes = attributes.replacement()
      // The path key of a family does not go away because a body leaves it out.
      attributes[.serialNumber] = serialNumber
      if password == nil { password = .some(nil) }
    case .b:
      for field in [DeviceField.description, .locationName] where attributes[field] == nil { attributes[field] = .null }
      if !steering.attributes.contains(where: { $0.field == .address }) {
        steering.attributes.append((.address, .null))
      }
    }
  }

  mutating func set(_ field: DeviceField, _ value: DeviceValue) { attributes[field] = value }

  /// Members that the simulation is told beside the record.
  var isSteering: Bool { steering.status != nil || !steering.attributes.isEmpty }
}
