internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// `operation.watch`: tells every step of operations.
struct OperationWatch: Method {
  static let name: StaticString = "operation.watch"
  static let traits: MethodTraits = []

  struct Params: MethodParams {
    static let members: [StaticString] = ["filter", "since"]
    let filter: OperationFilterParams
    let since: Int?

    init(reading value: JSONValue) throws(JSONReadError) {
      var filter = OperationFilterParams()
      var since: Int?
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "filter": filter = try OperationFilterParams(reading: value)
        default: since = try value.readInteger(in: 0...Int.max)
        }
      }
      self.filter = filter
      self.since = since
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .readAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let services = context.services
    let filter = try await params.filter.resolved(services)
    let journal = services.operations.journal
    let earlier = try await params.since.asyncMap { since throws(GatewayError) in
      try await journal.changes(since: since)
    }
    let name = try services.subscriptions.newName()
    let subscription = OperationSubscription(name, filter, services, context.call.session)
    services.subscriptions.add(subscription)
    let (changes, hasGap) = earlier ?? ([], false)
    context.call.onceAnswered { subscription.open(after: changes, hasGap: hasGap) }
    result.member("subscription")
    result.string(name)
    result.member("sequence")
    result.integer(journal.sequence)
  }
}

extension Optional {
  /// `map` for a body that awaits.
  fileprivate func asyncMap<Mapped>(
    _ body: (Wrapped) async throws(GatewayError) -> Mapped
  ) async throws(GatewayError) -> Mapped? {
    guard let self else { return nil }
    return try await body(self)
  }
}

/// `operation.unwatch`: tells them no more.
struct OperationUnwatch: Method {
  typealias Params = SubscriptionParams
  static let name: StaticString = "operation.unwatch"
  static let traits: MethodTraits = []

  static func touch(_ params: SubscriptionParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: SubscriptionParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    try context.services.subscriptions.end(params.subscription, OperationSubscription.self)
  }
}
