internal import EventLoop
internal import JSON
internal import Synchronization

/// One request or notification on its way from the stream to its answer.
package final class Call: @unchecked Sendable {
  // @unchecked: everything but `cancelled` is touched on the session's loop only; the body of a heavy call, which runs
  // elsewhere, reaches the rest through `EventLoop.run`.
  enum Stage {
    case new
    /// Waits for earlier calls about the same thing.
    case blocked
    /// Heavy, and waits for a place to run.
    case shelved
    case running
    /// Suspended in ``wait(_:seconds:until:)``.
    case parked
    case finished
  }

  /// Nil for a notification.
  package let id: RequestID?
  package let body: any CallBody
  package let session: Session
  let batch: Batch?
  /// Its place among all calls of the session.
  let sequence: Int
  let startedAt: Int
  var stage = Stage.new
  var runner: Runner?
  var hasWaitingPlace = false
  var parking: Parking?
  /// How often the call was suspended, so that a late wake-up meets only its own suspension.
  var parkings = 0
  /// What it was found to touch when it was taken in; nil when nobody had to know.
  var touched: Touch?
  /// Later calls about the same thing need not wait for it any more.
  var hasHadEffect = false
  /// The session keeps it among those that can be found by their id.
  var isRemembered = false
  /// Run once the answer is in the output.
  var onceAnswered: [() -> Void] = []
  /// The id of the operation this call stored, told when it is cancelled while it waits.
  package var storedOperation: String?
  private let cancelled = Atomic(false)

  init(_ body: any CallBody, id: RequestID?, session: Session, batch: Batch?, sequence: Int, startedAt: Int) {
    self.body = body
    self.id = id
    self.session = session
    self.batch = batch
    self.sequence = sequence
    self.startedAt = startedAt
  }

  /// A number that no other call of the session has.
  package var number: Int { sequence }

  /// Whether the client does not want the answer any more.
  ///
  /// On any thread.
  package var isCancelled: Bool {
    cancelled.load(ordering: .relaxed)
  }

  /// - Throws: `cancelled`, for work that can stop here without having done anything upstream.
  package func checkCancelled() throws(RPCError) {
    if isCancelled { throw cancellation }
  }

  /// Its answer stands in the output: nothing about it may follow.
  ///
  /// On the loop's thread.
  package var isAnswered: Bool {
    session.loop.preconditionOnLoop()
    return stage == .finished
  }

  /// The call has had its effect: later calls about the same thing may start, though its answer is not ready.
  package func effectIsDone() {
    session.loop.run { self.session.release(self) }
  }

  /// Runs `body` on the loop once the answer stands in the output.
  package func onceAnswered(_ body: @escaping () -> Void) {
    session.loop.preconditionOnLoop()
    onceAnswered.append(body)
  }

  func markCancelled() {
    cancelled.store(true, ordering: .relaxed)
  }

  var cancellation: RPCError {
    session.isPastDrain ? .undone(storedOperation) : .cancelled("cancelled by the client", operation: storedOperation)
  }
}
