internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import OperationEngine

/// Tells every step of operations that pass a filter (`operation.watch`).
final class OperationSubscription: Subscription {
  let name: String
  private let engine: OperationEngine
  private let queue: EventQueue<OperationEvent>
  private let filter: OperationFilter
  private let key: WatchKey

  /// One step, with its place in the journal.
  struct OperationEvent: MergingEvent {
    let change: OperationChange
    var hasGap = false

    var key: OperationID { change.operation.id }

    func merged(with later: Self) -> Self? { later }
  }

  init(_ name: String, _ filter: OperationFilter, _ services: GatewayServices, _ session: Session) {
    self.name = name
    self.filter = filter
    engine = services.operations
    let queue = EventQueue<OperationEvent>(session) { event, _, hasGap, session in
      session.notify("operation.changed") { params in
        params.member("subscription")
        params.string(name)
        params.member("sequence")
        params.integer(event.change.sequence)
        params.member("operation")
        event.change.operation.write(to: &params)
        guard hasGap || event.hasGap else { return }
        params.member("gap")
        params.boolean(true)
      }
    }
    self.queue = queue
    key = engine.observe { change in
      if filter.matches(change.operation) { queue.add(OperationEvent(change: change)) }
    }
  }

  /// Tells earlier changes first, then goes on with what comes.
  func open(after earlier: [OperationChange], hasGap: Bool) {
    var events = earlier.filter { filter.matches($0.operation) }.map { OperationEvent(change: $0) }
    if hasGap, !events.isEmpty { events[0].hasGap = true }
    queue.open(after: events)
  }

  func end() {
    engine.stopObserving(key)
    queue.end()
  }
}
