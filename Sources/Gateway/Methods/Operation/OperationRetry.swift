internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `operation.retry`: the same again as a new operation, after an end other than succeeded.
struct OperationRetry: Method {
  static let name: StaticString = "operation.retry"
  static let traits: MethodTraits = [.audited, .reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["id", "confirm"]
    static let required: [StaticString] = ["id"]
    let id: OperationID
    let isConfirmed: Bool

    init(reading value: JSONValue) throws(JSONReadError) {
      var id: OperationID?
      var isConfirmed = false
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "id": id = OperationID(try value.readString())
        default: isConfirmed = try value.readBoolean()
        }
      }
      guard let id else { throw .missing("id") }
      self.id = id
      self.isConfirmed = isConfirmed
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch {
    services.operations.device(of: params.id).map { .write($0) } ?? .writeAll
  }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let engine = context.services.operations
    let before = try await engine.operation(params.id)
    try check(before, params, context.services.options)
    var body = Submission.Body(device: before.device.id, kinds: before.kinds)
    body.variables = before.variables.map { RequestedVariable(path: $0.path, value: $0.value, type: $0.type) }
    body.image = before.image
    body.expiresIn = before.expiresAt.seconds(since: before.createdAt)
    body.maxAttempts = before.maxAttempts
    body.isStrictlyOrdered = before.isStrictlyOrdered
    var submission = Submission(body, target: before.device, variables: before.variables)
    submission.retryOf = before.id
    let submitted = try await engine.submit(submission)
    context.call.storedOperation = submitted.operation.id.text
    result.member("operation")
    submitted.operation.write(to: &result)
  }

  private static func check(
    _ before: Operation, _ params: Params, _ options: GatewayOptions
  ) throws(GatewayError) {
    if options.isReadOnly, !before.kinds.isReading {
      throw GatewayError(.readOnly, hint: "start cpegate without --read-only to change devices")
    }
    guard before.state.isEnd, before.state != .succeeded else {
      throw GatewayError(
        .invalidState,
        "the operation is \(before.state.rawValue): only one that ended otherwise than well can be retried",
        path: "/id")
    }
    if before.variables.contains(where: { $0.isRedacted && $0.value != nil }) {
      throw GatewayError(
        .unsupported, "a value that is told to nobody cannot be sent again",
        hint: "submit a new operation with the value", path: "/id")
    }
    if before.state == .unconfirmed, before.kinds.repetition == .atMostOnce, !params.isConfirmed {
      throw GatewayError(
        .confirmationRequired, "it may have been done already: doing it again needs confirm: true", path: "/confirm")
    }
  }
}
