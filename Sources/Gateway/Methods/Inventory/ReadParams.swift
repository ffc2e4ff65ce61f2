internal import GatewayCore
internal import JSON
internal import JSONRPC

extension ReadPolicy {
  /// Members that every method takes that reads devices.
  static let members: [StaticString] = ["max_age_s", "allow_stale"]
  static let statusMembers: [StaticString] = ["update_status", "include_pending"]

  /// Takes a member that is one of these; passes over all others.
  mutating func take(_ name: JSONName, _ value: JSONValue) throws(JSONReadError) {
    switch name {
    case "max_age_s": maxAge = try value.readNumber(in: 0...1e12)
    case "allow_stale": allowStale = try value.readBoolean()
    case "update_status": updateStatus = try value.readBoolean()
    case "include_pending": includePending = try value.readBoolean()
    default: break
    }
  }
}

extension GatewayServices {
  /// What a read of one device touches.
  func reads(_ selector: DeviceSelector) -> Touch {
    inventory.knownID(of: selector).map { .read($0) } ?? .readUnresolved
  }

  /// What a write of one device touches.
  func writes(_ selector: DeviceSelector) -> Touch {
    inventory.knownID(of: selector).map { .write($0) } ?? .writeAll
  }
}
