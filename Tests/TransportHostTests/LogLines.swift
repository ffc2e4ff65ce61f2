internal import Synchronization

@testable internal import TransportHost

/// What was logged.
final class LogLines: Sendable {
  private let lines = Mutex<[(level: TransportLogLevel, text: String)]>([])

  func add(_ level: TransportLogLevel, _ text: String) {
    lines.withLock { $0.append((level, text)) }
  }

  func texts(_ level: TransportLogLevel) -> [String] {
    lines.withLock { $0.filter { $0.level == level }.map(\.text) }
  }
}
