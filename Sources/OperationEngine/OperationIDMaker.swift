internal import GatewayCore
internal import Synchronization

/// Makes names of operations that sort by submission: the time, a counter within it, and something that no other process
/// makes.
final class OperationIDMaker: Sendable {
  private struct Last {
    var milliseconds = 0
    var counter = 0
    var made = 0
  }

  private let last = Mutex(Last())
  private let clock: any GatewayClock
  /// Nil: from the system's random numbers.
  private let entropy: (@Sendable (Int) -> UInt64)?

  init(clock: any GatewayClock, entropy: (@Sendable (Int) -> UInt64)?) {
    self.clock = clock
    self.entropy = entropy
  }

  func next() -> OperationID {
    let now = clock.now.milliseconds
    let (milliseconds, counter, made) = last.withLock { last in
      if now > last.milliseconds {
        last.milliseconds = now
        last.counter = 0
      } else {
        // Time stands still, or has gone back: the counter goes on.
        last.counter += 1
      }
      last.made += 1
      return (last.milliseconds, last.counter, last.made)
    }
    let noise = entropy?(made) ?? UInt64.random(in: 0...UInt64.max)
    return OperationID(
      "op_" + base32(UInt64(milliseconds), digits: 10) + base32(UInt64(counter), digits: 5) + base32(noise, digits: 5))
  }

  /// Crockford's alphabet, whose digits sort as text.
  private func base32(_ value: UInt64, digits: Int) -> String {
    let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    let text = (0..<digits).reversed().map { alphabet[Int(value >> UInt64($0 * 5) & 31)] }
    return String(decoding: text, as: UTF8.self)
  }
}
