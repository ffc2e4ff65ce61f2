internal import GatewayCore

/// The calls of one instance that are open, by number.
///
/// A number holds the place in the table and how often that place was given out, so that one which was answered, given
/// up or made up is told from one that is open.
@safe struct CallTable {
  /// Who waits for what becomes of a call.
  @safe enum Waiter {
    /// Its number is known, and nobody waits yet: it is about to be sent.
    case nobody
    case task(UnsafeContinuation<Result<TransportResponse, TransportFailure>, Never>)
    case layer(ForwardedCall)
  }

  struct Call {
    var waiter: Waiter
    /// Whether send() of the module has returned, so that its cancel() knows the number.
    var isSent = false
    var isCancelled = false
    /// When the host gives it up, as a reading of ``MonotonicClock``.
    var deadline: Int
    let timeLimit: Double
    let maxResponseBytes: Int
    var room = AnswerRoom()
  }

  /// What is to be done with a call that is cancelled.
  enum Cancelling {
    case nothing
    case tellModule
  }

  private struct Place {
    /// From 1, so that no number is 0.
    var use: UInt32 = 0
    var call: Call?
  }

  private var places: [Place] = []
  private var free: [Int] = []
  /// The layer above closes: what it still forwards is not taken.
  private(set) var takesForwards = true

  mutating func add(_ call: Call) -> UInt64 {
    let place = free.popLast() ?? places.count
    if place == places.count { places.append(Place()) }
    places[place].use = places[place].use == .max ? 1 : places[place].use + 1
    places[place].call = call
    return UInt64(places[place].use) << 32 | UInt64(place)
  }

  /// A call whose task waits now; nil when it was cancelled before, and then it is no more.
  mutating func attach(
    _ number: UInt64, _ continuation: UnsafeContinuation<Result<TransportResponse, TransportFailure>, Never>
  ) -> Bool {
    guard let place = place(of: number) else { return false }
    guard places[place].call?.isCancelled == false else {
      release(place)
      return false
    }
    unsafe places[place].call?.waiter = .task(continuation)
    return true
  }

  /// Notes that send() has returned.
  ///
  /// Returns whether the module must be told of a cancel that came meanwhile.
  mutating func sent(_ number: UInt64) -> Bool {
    guard let place = place(of: number) else { return false }
    places[place].call?.isSent = true
    return places[place].call?.isCancelled == true
  }

  /// - Parameter deadline: until when the module may take to say what became of it.
  mutating func cancel(_ number: UInt64, by deadline: Int) -> Cancelling {
    guard let place = place(of: number), var call = places[place].call, !call.isCancelled else { return .nothing }
    call.isCancelled = true
    call.deadline = min(call.deadline, deadline)
    places[place].call = call
    return call.isSent ? .tellModule : .nothing
  }

  /// The call of a number, which ends with this; nil when it is not open.
  mutating func take(_ number: UInt64) -> Call? {
    guard let place = place(of: number), let call = places[place].call else { return nil }
    if case .nobody = call.waiter { return nil }
    release(place)
    return call
  }

  /// The calls whose time is over, which end with this, and when the next one's is.
  mutating func takeOverdue(at now: Int) -> (overdue: [(number: UInt64, call: Call)], next: Int?) {
    let overdue = take { $0.deadline <= now }
    // One that is overdue still is about to be sent, or to be found cancelled: it is looked at again in a millisecond.
    let next = places.lazy.compactMap(\.call).map { $0.deadline > now ? $0.deadline : now + 1_000_000 }.min()
    return (overdue, next)
  }

  /// All calls that somebody waits for, which end with this.
  mutating func takeAll() -> [(number: UInt64, call: Call)] {
    take { _ in true }
  }

  /// The calls of the layer above, which end with this; no more of them are taken.
  mutating func takeForwards() -> [(number: UInt64, call: Call)] {
    takesForwards = false
    return take { if case .layer = $0.waiter { true } else { false } }
  }

  /// Ends the calls that are meant, but for those that nobody waits for yet.
  private mutating func take(where isMeant: (Call) -> Bool) -> [(number: UInt64, call: Call)] {
    var taken: [(UInt64, Call)] = []
    for place in places.indices {
      guard let call = places[place].call, isMeant(call) else { continue }
      if case .nobody = call.waiter { continue }
      taken.append((number(of: place), call))
      release(place)
    }
    return taken
  }

  private func number(of place: Int) -> UInt64 {
    UInt64(places[place].use) << 32 | UInt64(place)
  }

  private func place(of number: UInt64) -> Int? {
    let place = Int(number & 0xFFFF_FFFF)
    guard place < places.count, places[place].call != nil, UInt64(places[place].use) == number >> 32 else { return nil }
    return place
  }

  private mutating func release(_ place: Int) {
    places[place].call = nil
    free.append(place)
  }
}
