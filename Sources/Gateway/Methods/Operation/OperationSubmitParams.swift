internal import GatewayCore
internal import JSON
internal import OperationEngine

/// What `operation.submit` takes.
struct OperationSubmitParams: MethodParams {
  static let members: [StaticString] = [
    "device", "operation", "variables", "image", "not_before", "expires_in_s", "max_attempts", "idempotency_key",
    "strict_order", "confirm", "dry_run", "check", "plan", "wait_s",
  ]
  static let required: [StaticString] = ["device", "operation"]

  let device: DeviceSelector
  let kinds: OperationKinds
  private(set) var variables: [RequestedVariable] = []
  private(set) var image: Int?
  private(set) var notBefore: Timestamp?
  private(set) var expiresIn: Double?
  private(set) var maxAttempts: Int?
  private(set) var idempotencyKey: ExactString?
  private(set) var isStrictlyOrdered = false
  private(set) var isConfirmed = false
  private(set) var isDryRun = false
  private(set) var check = VariableCheck.Mode.warn
  private(set) var hasPlan = false
  /// Seconds of real time.
  private(set) var wait = 0.0

  init(reading value: JSONValue) throws(JSONReadError) {
    var device: DeviceSelector?
    var kinds: OperationKinds?
    try value.readMembers(OperationSubmitParams.members) { (name, value) throws(JSONReadError) in
      switch name {
      case "device": device = try DeviceSelector(reading: value)
      case "operation": kinds = try OperationKinds(reading: value)
      default: break
      }
    }
    guard let device else { throw .missing("device") }
    guard let kinds else { throw .missing("operation") }
    self.device = device
    self.kinds = kinds
    try value.readMembers(OperationSubmitParams.members) { (name, value) throws(JSONReadError) in
      try take(name, value)
    }
    try requireWhatTheKindNeeds()
  }

  private mutating func take(_ name: JSONName, _ value: JSONValue) throws(JSONReadError) {
    switch name {
    case "variables":
      variables = try value.readElements { (element) throws(JSONReadError) in try RequestedVariable(reading: element) }
    case "image": image = try value.readInteger(in: 0...Int.max)
    case "not_before": notBefore = try Timestamp(reading: value)
    case "expires_in_s": expiresIn = try value.readNumber(in: 0.001...RetryPolicy.longestExpiry)
    case "max_attempts": maxAttempts = try value.readInteger(in: 1...1000)
    case "idempotency_key": idempotencyKey = ExactString(try value.readString(length: 1...200))
    case "strict_order": isStrictlyOrdered = try value.readBoolean()
    case "confirm": isConfirmed = try value.readBoolean()
    case "dry_run": isDryRun = try value.readBoolean()
    case "check": check = try value.readChoice()
    case "plan":
      _ = try value.readString()
      hasPlan = true
    case "wait_s": wait = try value.readNumber(in: 0...1e9)
    default: break
    }
  }

  /// What is asked for, of a device that is known by its number.
  func body(device: Int) -> Submission.Body {
    var body = Submission.Body(device: device, kinds: kinds)
    body.variables = variables
    body.image = image
    body.notBefore = notBefore
    body.expiresIn = expiresIn
    body.maxAttempts = maxAttempts
    body.isStrictlyOrdered = isStrictlyOrdered
    return body
  }

  private func requireWhatTheKindNeeds() throws(JSONReadError) {
    let kind = kinds.kinds[0]
    if kinds.contains(.firmware) {
      guard image != nil else { throw .missing("image") }
    } else if image != nil {
      throw JSONReadError("only firmware takes an image", steps: ["image"])
    }
    guard kind.isHeadless else {
      if !variables.isEmpty { throw JSONReadError("\(kind.rawValue) takes no variables", steps: ["variables"]) }
      return
    }
    guard !variables.isEmpty else {
      if hasPlan { return }
      throw JSONReadError("\(kind.rawValue) needs variables, found none", steps: ["variables"])
    }
    if kind == .addObject || kind == .deleteObject, variables.count != 1 {
      throw JSONReadError("\(kind.rawValue) takes exactly one variable, found \(variables.count)", steps: ["variables"])
    }
    for (index, variable) in variables.enumerated() where (variable.value != nil) != (kind == .set) {
      let reason = kind == .set ? "expected member \"value\", which is missing" : "\(kind.rawValue) takes no value"
      throw JSONReadError(reason, steps: ["variables", String(index), "value"])
    }
  }
}

extension OperationSubmitParams: SometimesHarmless {
  var isHarmless: Bool { kinds.isReading || isDryRun }
  var isRehearsal: Bool { isDryRun }
}
