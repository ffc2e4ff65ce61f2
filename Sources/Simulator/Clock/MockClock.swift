package import EventLoop
package import GatewayCore
internal import Glibc
internal import Synchronization

/// The mock's time: what devices and operations live by (protocol.md 9).
package final class MockClock: GatewayClock {
  package enum Mode: String, CaseIterable, Sendable {
    /// The machine's clock.
    case real
    /// Moves by ``advance(bySeconds:)`` alone.
    case virtual
    /// Runs with the machine, and jumps while a request waits for something and nothing else is to be done.
    case auto
  }

  /// Why something is scheduled: a jump goes only to what somebody waits for.
  private struct Entry {
    let device: Int?
    let holdsRequest: Bool
    let action: @Sendable () -> Void
  }

  private struct State {
    var queue = TimerQueue<Timestamp, Entry>()
    var keys: [UInt64: TimerQueue<Timestamp, Entry>.Key] = [:]
    var nextKey: UInt64 = 0
    /// The time under `virtual`; under `auto` the time at `since`.
    var base: Timestamp
    var since: MonotonicTime
    var advances: [Advance] = []
  }

  private struct Advance {
    let target: Timestamp
    let done: @Sendable () -> Void
  }

  package let mode: Mode
  /// Seconds of this clock in one of the machine's.
  package let speed: Double
  /// When the machine's clock was read for the first time, from which a faster one runs.
  private let origin: Timestamp
  private let loop: EventLoop
  private let state: Mutex<State>
  private let timer = Mutex<EventLoop.TimerKey?>(nil)

  /// When the mock's time begins, unless it is the machine's.
  package static let beginning = Timestamp(milliseconds: 1_893_456_000_000)

  /// - Parameter speed: how many times as fast as the machine's it runs, where it runs by itself.
  package init(_ mode: Mode, loop: EventLoop, speed: Double = 1) {
    precondition(speed > 0, "a clock does not run backwards")
    self.mode = mode
    self.speed = speed
    self.loop = loop
    origin = MockClock.wallTime()
    let start = mode == .real ? origin : MockClock.beginning
    state = Mutex(State(base: start, since: loop.time.now()))
  }

  package var now: Timestamp {
    mode == .real ? realTime() : state.withLock { now($0) }
  }

  private func now(_ state: State) -> Timestamp {
    switch mode {
    case .real: realTime()
    case .virtual: state.base
    case .auto: state.base.advanced(bySeconds: loop.time.now().seconds(since: state.since) * speed)
    }
  }

  private func realTime() -> Timestamp {
    let wall = MockClock.wallTime()
    return speed == 1 ? wall : origin.advanced(bySeconds: wall.seconds(since: origin) * speed)
  }

  private static func wallTime() -> Timestamp {
    var reading = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &reading)
    return Timestamp(milliseconds: reading.tv_sec * 1000 + reading.tv_nsec / 1_000_000)
  }

  // MARK: Scheduling

  package func schedule(
    at instant: Timestamp, for device: Int?, _ action: @escaping @Sendable () -> Void
  ) -> ClockKey {
    schedule(at: instant, Entry(device: device, holdsRequest: false, action: action))
  }

  /// Runs `action` after so many seconds, which hold a request.
  package func schedule(afterHolding seconds: Double, _ action: @escaping @Sendable () -> Void) -> ClockKey {
    schedule(at: now.advanced(bySeconds: seconds), Entry(device: nil, holdsRequest: true, action: action))
  }

  private func schedule(at instant: Timestamp, _ entry: Entry) -> ClockKey {
    let key = state.withLock { state in
      state.nextKey += 1
      let number = state.nextKey
      let numbered = Entry(device: entry.device, holdsRequest: entry.holdsRequest) { [self] in
        self.state.withLock { $0.keys[number] = nil }
        entry.action()
      }
      state.keys[number] = state.queue.add(at: instant, numbered)
      return ClockKey(number: number)
    }
    rearm()
    return key
  }

  package func cancel(_ key: ClockKey) {
    state.withLock { state in
      if let entry = state.keys.removeValue(forKey: key.number) { state.queue.cancel(entry) }
    }
  }

  /// Asks the loop for a timer at the next entry, where time passes by itself.
  private func rearm() {
    guard mode != .virtual else { return }
    loop.run { [self] in
      let next = state.withLock { state in state.queue.nextInstant()?.seconds(since: now(state)) }
      timer.withLock { timer in
        if let timer { loop.cancelTimer(timer) }
        timer = next.map { loop.addTimer(afterSeconds: max(0, $0 / speed)) { [self] in runDue() } }
      }
    }
  }

  private func runDue() {
    timer.withLock { $0 = nil }
    while let entry = state.withLock({ state in
      let now = now(state)
      return state.queue.takeNext(upTo: now)
    }) {
      entry.action.action()
    }
    rearm()
  }

  // MARK: Moving time

  /// Moves the time on, running everything that falls due in its order; `done` is called at rest.
  package func advance(bySeconds seconds: Double, done: @escaping @Sendable () -> Void) {
    state.withLock { state in
      let from = max(now(state), state.advances.last?.target ?? now(state))
      state.advances.append(Advance(target: from.advanced(bySeconds: seconds), done: done))
    }
  }

  package func mayStep(hasWaiting: Bool) -> Bool {
    mode == .auto && hasWaiting || state.withLock { !$0.advances.isEmpty }
  }

  /// Runs the next thing that an advance, or a jump to what is waited for, comes to.
  ///
  /// Returns whether there was any.
  ///
  /// - Parameter isQuiet: requests only wait, so that a jump is allowed.
  /// - Parameter awaited: the devices whose events and operations are waited for.
  package func step(isQuiet: Bool, awaited: @autoclosure () -> Set<Int>) -> Bool {
    let wanted = mode == .auto && isQuiet ? awaited() : []
    let action: (@Sendable () -> Void)? = state.withLock { state in
      if let advance = state.advances.first {
        if let due = take(upTo: advance.target, &state) { return due }
        move(to: advance.target, &state)
        state.advances.removeFirst()
        return advance.done
      }
      guard mode == .auto, isQuiet,
        let target = state.queue.nextInstant(where: { entry in
          entry.holdsRequest || entry.device.map { wanted.contains($0) } ?? false
        })
      else { return nil }
      return take(upTo: target, &state)
    }
    guard let action else { return false }
    action()
    rearm()
    return true
  }

  private func take(upTo target: Timestamp, _ state: inout State) -> (@Sendable () -> Void)? {
    guard let (instant, entry) = state.queue.takeNext(upTo: target) else { return nil }
    move(to: instant, &state)
    return entry.action
  }

  /// Never back: what is due already runs at the time it is.
  private func move(to instant: Timestamp, _ state: inout State) {
    guard instant > now(state) else { return }
    state.base = instant
    state.since = loop.time.now()
  }
}
