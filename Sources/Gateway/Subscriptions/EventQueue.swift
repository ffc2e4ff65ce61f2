internal import EventLoop
internal import JSON
internal import JSONRPC
internal import Synchronization

/// Hands events to a client in their order, the first behind the answer that made its subscription.
///
/// While the client reads too slowly, events of one thing are merged.
final class EventQueue<Event: MergingEvent>: Sendable {
  private struct State {
    var isOpen = false
    var isOver = false
    /// Waits until the output has been read.
    var isHeldUp = false
    var sequence = 0
    /// Came before the answer that makes the subscription known.
    var early: [Event] = []
    /// Came while the reader is behind.
    var pending: [Event.Key: Event] = [:]
    var order: [Event.Key] = []
    /// Events were dropped or merged since the last one that was told.
    var hasGap = false
  }

  private let state = Mutex(State())
  private let session: Session
  private let write: @Sendable (_ event: Event, _ sequence: Int, _ hasGap: Bool, Session) -> Void
  /// Things with events that wait; more are dropped, and the gap is told.
  private static var mostPending: Int { 10_000 }

  init(
    _ session: Session,
    write: @escaping @Sendable (_ event: Event, _ sequence: Int, _ hasGap: Bool, Session) -> Void
  ) {
    self.session = session
    self.write = write
  }

  /// Begins to tell: the answer stands in the output.
  ///
  /// - Parameter earlier: what happened before the subscription was made, told first.
  func open(after earlier: [Event] = []) {
    let early = state.withLock { state in
      state.isOpen = true
      defer { state.early = [] }
      return state.early
    }
    for event in earlier + early { take(event) }
  }

  func end() {
    state.withLock { $0.isOver = true }
  }

  /// Takes an event from any thread.
  func add(_ event: Event) {
    session.loop.run { self.take(event) }
  }

  private func take(_ event: Event) {
    state.withLock { state in
      guard !state.isOver else { return }
      guard state.isOpen else { return state.early.append(event) }
      if let waiting = state.pending[event.key] {
        state.hasGap = true
        state.pending[event.key] = waiting.merged(with: event)
        if state.pending[event.key] == nil { state.order.removeAll { $0 == event.key } }
      } else if state.order.count < EventQueue.mostPending {
        state.pending[event.key] = event
        state.order.append(event.key)
      } else {
        state.hasGap = true
      }
    }
    flush()
  }

  private func flush() {
    while true {
      let isBehind = session.readerIsBehind
      let next: (event: Event, sequence: Int, hasGap: Bool)? = state.withLock { state in
        guard state.isOpen, !state.isOver, !isBehind, !state.order.isEmpty else { return nil }
        let key = state.order.removeFirst()
        guard let event = state.pending.removeValue(forKey: key) else { return nil }
        state.sequence += 1
        defer { state.hasGap = false }
        return (event, state.sequence, state.hasGap)
      }
      guard let next else { break }
      write(next.event, next.sequence, next.hasGap, session)
    }
    waitForReader()
  }

  /// Goes on when the output has been read.
  private func waitForReader() {
    let mustWait = state.withLock { state in
      guard state.isOpen, !state.isOver, !state.order.isEmpty, !state.isHeldUp else { return false }
      state.isHeldUp = true
      return true
    }
    guard mustWait else { return }
    session.onceDrained { [self] in
      state.withLock { $0.isHeldUp = false }
      flush()
    }
  }
}

/// An event that can be told together with a later one about the same thing.
protocol MergingEvent: Sendable {
  associatedtype Key: Hashable, Sendable
  var key: Key { get }
  /// Both as one; nil when they cancel each other out.
  func merged(with later: Self) -> Self?
}
