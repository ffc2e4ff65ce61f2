/// One durable piece of work on one device (protocol.md 6 and 7).
package struct Operation: Sendable {
  package let id: OperationID
  package var device: Target
  package let kinds: OperationKinds
  package var variables: [Variable]
  package let image: Int?
  package var state: OperationState
  /// Requests that upstream took, refused for good, or may have taken.
  package var attempts = 0
  package let maxAttempts: Int
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  package let notBefore: Timestamp?
  package let expiresAt: Timestamp
  package let idempotencyKey: String?
  package let retryOf: OperationID?
  /// Others of its device wait behind it, even while it waits.
  package let isStrictlyOrdered: Bool
  package var waitingFor: WaitingFor?
  package var upstream: UpstreamReceipt?
  package var result: OperationResult?
  package var error: GatewayError?
  package var history: [Step] = []

  package struct Target: Sendable, Equatable {
    package let id: Int
    package var name: String?
    package var serialNumber: String?

    package init(id: Int, name: String? = nil, serialNumber: String? = nil) {
      self.id = id
      self.name = name
      self.serialNumber = serialNumber
    }
  }

  /// One event and what it led to.
  package struct Step: Sendable {
    package let at: Timestamp
    package let from: OperationState?
    package let to: OperationState
    package let event: OperationEvent
    package let detail: String?

    package init(at: Timestamp, from: OperationState?, to: OperationState, event: OperationEvent, detail: String?) {
      self.at = at
      self.from = from
      self.to = to
      self.event = event
      self.detail = detail
    }
  }

  package init(
    id: OperationID, device: Target, kinds: OperationKinds, variables: [Variable], image: Int?, state: OperationState,
    maxAttempts: Int, createdAt: Timestamp, notBefore: Timestamp?, expiresAt: Timestamp, idempotencyKey: String?,
    retryOf: OperationID?, isStrictlyOrdered: Bool
  ) {
    self.id = id
    self.device = device
    self.kinds = kinds
    self.variables = variables
    self.image = image
    self.state = state
    self.maxAttempts = maxAttempts
    self.createdAt = createdAt
    updatedAt = createdAt
    self.notBefore = notBefore
    self.expiresAt = expiresAt
    self.idempotencyKey = idempotencyKey
    self.retryOf = retryOf
    self.isStrictlyOrdered = isStrictlyOrdered
  }
}

/// The name of an operation; names sort by submission.
package struct OperationID: Hashable, Comparable, Sendable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func < (left: OperationID, right: OperationID) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

/// Why an operation is not being worked on.
package struct WaitingFor: Sendable, Equatable {
  package let reason: Reason
  package let since: Timestamp
  package let until: Timestamp?
  /// From 1, in the queue of its device.
  package let position: Int?
  package let detail: String?

  package enum Reason: String, CaseIterable, Sendable {
    case notBefore = "not_before"
    case deviceBusy = "device_busy"
    case deviceOffline = "device_offline"
    case backoff
    case rateLimit = "rate_limit"
    case queue
    case rollout
    case unauthorized
    case upstreamDown = "upstream_down"
  }

  package init(_ reason: Reason, since: Timestamp, until: Timestamp? = nil, position: Int? = nil, detail: String? = nil)
  {
    self.reason = reason
    self.since = since
    self.until = until
    self.position = position
    self.detail = detail
  }
}

/// What upstream said when it took a request.
package struct UpstreamReceipt: Sendable, Equatable {
  package let transaction: String?
  package let executionID: String?
  package let statusText: String?

  package init(transaction: String? = nil, executionID: String? = nil, statusText: String? = nil) {
    self.transaction = transaction
    self.executionID = executionID
    self.statusText = statusText
  }
}

/// What headless work brought.
package struct OperationResult: Sendable, Equatable {
  /// With what reading back said, where a value was set.
  package var variables: [CheckedVariable] = []
  /// The number of a new row, as a text.
  package var instance: String?

  package init() {}

  package struct CheckedVariable: Sendable, Equatable {
    package let variable: Variable
    package let check: Check?

    package init(_ variable: Variable, check: Check? = nil) {
      self.variable = variable
      self.check = check
    }
  }

  package enum Check: String, Sendable {
    /// The device has what was set.
    case verified
    /// It has something else.
    case differs
    case unreadable
  }
}
