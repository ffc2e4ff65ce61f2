/// The time that devices and operations live by: the machine's own, or the mock's.
package protocol GatewayClock: Sendable {
  var now: Timestamp { get }

  /// Runs `action` at that time, or at once when it lies behind; of one time in the order they were asked for.
  /// - Parameter device: whose business it is, for clocks that jump to what somebody waits for.
  func schedule(at instant: Timestamp, for device: Int?, _ action: @escaping @Sendable () -> Void) -> ClockKey

  /// Takes back what was scheduled; passed over when it has run.
  func cancel(_ key: ClockKey)
}

/// Names one entry of a clock.
package struct ClockKey: Hashable, Sendable {
  package let number: UInt64

  package init(number: UInt64) {
    self.number = number
  }
}
