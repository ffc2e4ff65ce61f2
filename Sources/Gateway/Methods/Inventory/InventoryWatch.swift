internal import GatewayCore
internal import JSON
internal import JSONRPC

/// `inventory.watch`: tells changes of devices as they happen.
struct InventoryWatch: Method {
  static let name: StaticString = "inventory.watch"
  static let traits: MethodTraits = [.reachesDevices]

  struct Params: MethodParams {
    static let members: [StaticString] = ["filter", "interval_s"] + ReadPolicy.members
    let filter: InventoryFilter

    init(reading value: JSONValue) throws(JSONReadError) {
      var filter = InventoryFilter()
      var policy = ReadPolicy()
      try value.readMembers(Params.members) { (name, value) throws(JSONReadError) in
        switch name {
        case "filter": filter = try InventoryFilter(reading: value)
        // Only sources that must be asked go by it; this one tells by itself.
        case "interval_s": _ = try value.readNumber(in: 0.001...1e9)
        default: try policy.take(name, value)
        }
      }
      self.filter = filter
    }
  }

  static func touch(_ params: Params, _ services: GatewayServices) -> Touch { .readAll }

  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws {
    let name = try context.services.subscriptions.newName()
    let subscription = try InventorySubscription(name, params.filter, context.services, context.call.session)
    context.services.subscriptions.add(subscription)
    context.call.onceAnswered { subscription.open() }
    result.member("subscription")
    result.string(name)
  }
}

/// `inventory.unwatch`: tells them no more.
struct InventoryUnwatch: Method {
  typealias Params = SubscriptionParams
  static let name: StaticString = "inventory.unwatch"
  static let traits: MethodTraits = []

  static func touch(_ params: SubscriptionParams, _ services: GatewayServices) -> Touch { .nothing }

  static func run(_ params: SubscriptionParams, in context: MethodContext, into result: inout JSONWriter) async throws {
    try context.services.subscriptions.end(params.subscription, InventorySubscription.self)
  }
}

/// The params of calls about a subscription.
struct SubscriptionParams: MethodParams {
  static let members: [StaticString] = ["subscription"]
  static let required: [StaticString] = ["subscription"]
  let subscription: String

  init(reading value: JSONValue) throws(JSONReadError) {
    var subscription: String?
    try value.readMembers(SubscriptionParams.members) { (_, value) throws(JSONReadError) in
      subscription = try value.readString()
    }
    guard let subscription else { throw .missing("subscription") }
    self.subscription = subscription
  }
}
