internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import Synchronization

/// Who is told of what (protocol.md 9, watches).
package final class SubscriptionRegistry: Sendable {
  private struct State {
    var made = 0
    var all: [String: any Subscription] = [:]
  }

  private let state = Mutex(State())
  /// At once (protocol.md 4).
  private static let most = 1000

  package init() {}

  /// A name for a new subscription.
  ///
  /// - Throws: `overloaded` when there are too many.
  func newName() throws(GatewayError) -> String {
    let name: String? = state.withLock { state in
      guard state.all.count < SubscriptionRegistry.most else { return nil }
      state.made += 1
      return "sub_\(state.made)"
    }
    guard let name else {
      throw GatewayError(
        .overloaded, "there are \(SubscriptionRegistry.most) subscriptions already", hint: "end some with unwatch")
    }
    return name
  }

  func add(_ subscription: any Subscription) {
    state.withLock { $0.all[subscription.name] = subscription }
  }

  /// - Throws: `not_found` when there is none of that name and kind.
  func end<Kind: Subscription>(_ name: String, _: Kind.Type) throws(GatewayError) {
    let found = state.withLock { state -> Kind? in
      guard let found = state.all[name] as? Kind else { return nil }
      state.all[name] = nil
      return found
    }
    guard let found else { throw GatewayError(.notFound, "there is no such subscription", path: "/subscription") }
    found.end()
  }
}

/// One client's wish to be told.
protocol Subscription: AnyObject, Sendable {
  var name: String { get }
  /// Nothing is told any more.
  func end()
}
