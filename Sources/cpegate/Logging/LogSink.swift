internal import CLinux
internal import Glibc
internal import Synchronization

/// Hands log lines to standard error without ever keeping anybody waiting: what does not fit is dropped and counted.
///
/// A thread of its own does the writing, because standard error may be a pipe that nobody reads.
final class LogSink: Sendable {
  private struct State {
    var pending: [UInt8] = []
    var dropped = 0
    var isStarted = false
    var isWriting = false
  }

  private let state = Mutex(State())
  /// Readable when there is something to write, or something was written.
  private let work = clinux_eventfd()
  private let done = clinux_eventfd()
  private static let mostPending = 256 * 1024

  init() {}

  var dropped: Int { state.withLock { $0.dropped } }

  /// - Parameter line: with its line end.
  func write(_ line: [UInt8]) {
    let mustStart = state.withLock { state in
      guard state.pending.count + line.count <= LogSink.mostPending else {
        state.dropped += 1
        return false
      }
      state.pending += line
      defer { state.isStarted = true }
      return !state.isStarted
    }
    if mustStart { Thread.start(stackSize: 256 * 1024) { [self] in writeForEver() } }
    signal(work)
  }

  /// Waits until all is written, but not long: nobody may ever read it.
  func finish(milliseconds: Int32 = 200) {
    while state.withLock({ $0.isStarted && (!$0.pending.isEmpty || $0.isWriting) }) {
      guard waits(for: done, milliseconds: milliseconds) else { return }
    }
  }

  private func writeForEver() {
    while true {
      _ = waits(for: work, milliseconds: -1)
      let piece = state.withLock { state in
        defer { state.pending = [] }
        state.isWriting = !state.pending.isEmpty
        return state.pending
      }
      var from = 0
      while from < piece.count {
        let written = piece.withUnsafeBytes {
          Glibc.write(STDERR_FILENO, $0.baseAddress.map { $0 + from }, $0.count - from)
        }
        guard written > 0 else { break }
        from += written
      }
      state.withLock { $0.isWriting = false }
      signal(done)
    }
  }

  private func signal(_ descriptor: Int32) {
    var one: UInt64 = 1
    _ = Glibc.write(descriptor, &one, 8)
  }

  private func waits(for descriptor: Int32, milliseconds: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, milliseconds) > 0 else { return false }
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
    return true
  }
}
