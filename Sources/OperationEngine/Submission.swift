package import GatewayCore
package import JSON

/// What a client asks for with `operation.submit`, its device known by id.
package struct Submission: Sendable {
  package var body: Body
  package var idempotencyKey: ExactString?
  /// As the client named the device: the same name under the same key means the same device, whatever it is called now.
  package var selector: DeviceSelector?
  /// Told in answers until the device is read.
  package var target: Operation.Target
  /// The variables with the types that are filled in.
  package var variables: [Variable]
  package var retryOf: OperationID?
  /// Not listed: a `get` that its caller waits for.
  package var isEphemeral = false

  package init(_ body: Body, target: Operation.Target, variables: [Variable]) {
    self.body = body
    self.target = target
    self.variables = variables
  }

  /// What must be the same when an idempotency key is used again (protocol.md 7, promise 2).
  package struct Body: Hashable, Sendable {
    package var device: Int
    package var kinds: OperationKinds
    package var variables: [RequestedVariable] = []
    package var image: Int?
    package var notBefore: Timestamp?
    package var expiresIn: Double?
    package var maxAttempts: Int?
    package var isStrictlyOrdered = false

    package init(device: Int, kinds: OperationKinds) {
      self.device = device
      self.kinds = kinds
    }
  }
}

/// What an idempotency key was used for.
package struct IdempotencyClaim: Sendable {
  package let operation: OperationID
  package let body: Submission.Body
  package let selector: DeviceSelector?
}

/// The outcome of a submission.
package struct Submitted: Sendable {
  package let operation: Operation
  /// False when the idempotency key had been used for the same.
  package let isNew: Bool
}
