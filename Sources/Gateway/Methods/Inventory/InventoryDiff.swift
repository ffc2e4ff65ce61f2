internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.diff`: in what two devices differ, or one device at two times.
struct InventoryDiff: Method {
  static let name: StaticString = "inventory.diff"
  static let traits: MethodTraits = [.reachesDevices]

  /// What is compared.
  enum Subject {
    case devices(DeviceSelector, DeviceSelector)
    /// Until now, when `until` is nil.
    case times(DeviceSelector, at: Timestamp, until: Timestamp?)
  }

  struct Params: MethodParams {
    static let members: [StaticString] = ["a", "b", "device", "at", "until"] + ReadPolicy.members
    let subject: Subject
    let policy: ReadPolicy

    init(reading value: JSONValue) throws(JSONReadError) {
      var (a, b, device): (DeviceSelector?, DeviceSelector?, DeviceSelector?)
      var (at, until): (Timestamp?, Timestamp?)
      var policy = ReadPolicy()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "a": a = try DeviceSelector(reading: value)
        case "b": b = try DeviceSelector(reading: value)
        case "device": device = try DeviceSelector(reading: value)
        case "at": at = try Timestamp(reading: value)
        case "until": until = try Timestamp(reading: value)
        default: try policy.take(name, value)
        }
      }
      switch (a, b, device, at, until) {
      case (let a?, let b?, nil, nil, nil): subject = .devices(a, b)
      case (nil, nil, let device?, let at?, _): subject = .times(device, at: at, until: until)
      default:
        throw JSONReadError(
          "expected either a and b, two devices, or device and at and perhaps until, one device at two times")
      }
      self.policy = policy
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    switch params.subject {
    case .devices(let a, let b):
      guard let first = services.inventory.knownID(of: a), let second = services.inventory.knownID(of: b) else {
        return .readUnresolved
      }
      return .readSeveral([first, second])
    case .times(let device, _, _): return services.reads(device)
    }
  }

  /// Of two devices, a call is about the first.
  static func device(_ params: Params, _ services: GatewayServices) -> Int? {
    switch params.subject {
    case .devices(let device, _), .times(let device, _, _): services.inventory.knownID(of: device)
    }
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let comparison = RecordComparison(context.services, params.policy)
    result.member("differences")
    switch params.subject {
    case .devices(let a, let b):
      let (a, b) = (try await comparison.device(a, "/a"), try await comparison.device(b, "/b"))
      RecordComparison.write(a, b, DeviceField.allCases, to: &result)
    case .times(let device, let at, let until):
      let cache = try context.services.requireCache(for: "/at")
      if until == nil { try await comparison.refresh(device) }
      let then = try await comparison.device(device, at: at, in: cache, "/at")
      let now = try await comparison.device(device, at: until, in: cache, "/until")
      RecordComparison.write(then, now, RecordComparison.keptFields, to: &result)
    }
  }
}
