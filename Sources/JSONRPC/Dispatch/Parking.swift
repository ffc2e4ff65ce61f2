internal import EventLoop

/// What a suspended call is to the session meanwhile.
package enum Suspension: Sendable {
  /// It only waits: later calls about the same thing go on, and it takes one of the places for waiting calls.
  case waiting
  /// It only waits, and holds up later calls about the same thing.
  case held
  /// It is in work, and holds up later calls about the same thing.
  case working
}

/// How a suspension ended.
package enum WaitEnd: Sendable {
  /// What was waited for has come.
  case satisfied
  /// Its own time is up.
  case timedOut
  /// The session ends: answer with the state that is seen.
  case ending
}

/// A call that is suspended in ``Call/wait(_:seconds:until:)``.
final class Parking {
  let kind: Suspension
  private var continuation: CheckedContinuation<WaitEnd?, Never>?
  private var outcome: WaitEnd??

  init(_ kind: Suspension) {
    self.kind = kind
  }

  func suspend(_ continuation: CheckedContinuation<WaitEnd?, Never>) {
    if let outcome { continuation.resume(returning: outcome) } else { self.continuation = continuation }
  }

  /// The first end counts; it may come before the call has suspended.
  ///
  /// Nil stands for a cancel.
  func end(_ end: WaitEnd?) {
    guard outcome == nil else { return }
    outcome = .some(end)
    continuation?.resume(returning: end)
    continuation = nil
  }
}

extension Call {
  /// Takes one of the places for calls that only wait, before anything is done.
  /// - Throws: `overloaded` when all are taken.
  package func reserveWaitingPlace() throws(RPCError) {
    guard !hasWaitingPlace else { return }
    try session.takeWaitingPlace()
    hasWaitingPlace = true
  }

  /// Suspends the call until something comes, for at most so many seconds.
  ///
  /// - Parameter kind: what the call is to others meanwhile.
  /// - Parameter seconds: real time; nil for no limit.
  /// - Parameter begin: starts watching; it gets what to call, on any thread, when the thing has come, and returns how
  ///   to stop watching.
  /// - Throws: `cancelled` when the client gave up.
  package func wait(
    _ kind: Suspension, seconds: Double?, until begin: (_ wake: @escaping @Sendable () -> Void) -> () -> Void
  ) async throws(RPCError) -> WaitEnd {
    if session.loop.isOnLoop { return try await waitOnLoop(kind, seconds: seconds, until: begin) }
    // A heavy call comes back to the loop for as long as it is suspended.
    return try await withTaskExecutorPreference(session.loop) { () throws(RPCError) in
      try await waitOnLoop(kind, seconds: seconds, until: begin)
    }
  }

  private func waitOnLoop(
    _ kind: Suspension, seconds: Double?, until begin: (_ wake: @escaping @Sendable () -> Void) -> () -> Void
  ) async throws(RPCError) -> WaitEnd {
    session.loop.preconditionOnLoop()
    if kind != .working { try reserveWaitingPlace() }
    let session: Session = session
    let loop = session.loop
    if kind == .waiting { session.release(self) }
    let parking = Parking(kind)
    self.parking = parking
    parkings += 1
    let number = parkings
    let stop = begin { [weak self] in
      loop.run { if let self, self.parkings == number { self.parking?.end(.satisfied) } }
    }
    let timer = seconds.map { loop.addTimer(afterSeconds: $0) { parking.end(.timedOut) } }
    if isCancelled { parking.end(nil) }
    if kind == .waiting, session.waitsMustAnswer { parking.end(.ending) }
    session.park(self)
    let end = await withCheckedContinuation { parking.suspend($0) }
    session.unpark(self)
    self.parking = nil
    if let timer { loop.cancelTimer(timer) }
    stop()
    guard let end else { throw cancellation }
    return end
  }
}
