internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import MockBackend
internal import Simulator

/// `mock.inject`: lets a call or the sending of an operation meet a fault, so many times.
struct MockInject: Method {
  static let name: StaticString = "mock.inject"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["match", "fault", "times"]
    static let required: [StaticString] = ["match", "fault"]
    let method: String?
    let device: DeviceSelector?
    let operation: OperationKind?
    let fault: FaultInjector.Fault
    let times: Int

    init(reading value: JSONValue) throws(JSONReadError) {
      var match: (method: String?, device: DeviceSelector?, operation: OperationKind?)?
      var fault: FaultInjector.Fault?
      var times = 1
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "match": match = try Params.match(value)
        case "fault": fault = try Params.fault(value)
        default: times = try value.readInteger(in: 1...Int.max)
        }
      }
      guard let match else { throw .missing("match") }
      guard let fault else { throw .missing("fault") }
      (method, device, operation) = match
      self.fault = fault
      self.times = times
    }

    private static func match(
      _ value: JSONValue
    ) throws(JSONReadError) -> (method: String?, device: DeviceSelector?, operation: OperationKind?) {
      var match: (method: String?, device: DeviceSelector?, operation: OperationKind?)
      try value.readMembers(["method", "device", "operation"]) { (name, value) throws(JSONReadError) in
        switch name {
        case "method": match.method = try value.readString()
        case "device": match.device = try DeviceSelector(reading: value)
        default: match.operation = try value.readChoice()
        }
      }
      guard match.method == nil || match.operation == nil else {
        throw JSONReadError(
          "a fault meets a client call by its method, or the sending of an operation: expected one of method and operation"
        )
      }
      return match
    }

    private static func fault(_ value: JSONValue) throws(JSONReadError) -> FaultInjector.Fault {
      var fault = FaultInjector.Fault()
      try value.readMembers(["latency_s", "kind", "arrived"]) { (name, value) throws(JSONReadError) in
        switch name {
        case "latency_s": fault.latency = try value.readNumber(in: 0...RetryPolicy.longestExpiry)
        case "kind": fault.kind = try kind(value)
        default: fault.hasArrived = try value.readBoolean()
        }
      }
      guard fault.latency != nil || fault.kind != nil else {
        throw JSONReadError("expected latency_s or kind, found neither")
      }
      return fault
    }

    private static func kind(_ value: JSONValue) throws(JSONReadError) -> ErrorKind {
      let kind = try value.readChoice(ErrorKind.self)
      guard !kind.belongsToGateway else {
        throw JSONReadError("\(kind.rawValue) is decided by the gateway itself and cannot be injected")
      }
      return kind
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let simulation = try context.simulation
    if let method = params.method, context.services.table.entry(named: method) == nil {
      let nearest =
        NearestName.of(method, among: context.services.table.names).map { "; did you mean \"\($0)\"?" } ?? ""
      throw JSONReadError("there is no such method\(nearest)", steps: ["match", "method"])
    }
    var rule = FaultInjector.Rule(params.fault)
    rule.method = params.method
    rule.operation = params.operation
    rule.times = params.times
    if let selector = params.device {
      guard let number = simulation.number(of: selector) else {
        var error = GatewayError.noSuchDevice(selector)
        error.path = "/match/device"
        throw error
      }
      rule.device = number
    }
    context.services.mock?.faults.add(rule)
  }
}
