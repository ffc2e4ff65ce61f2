internal import Glibc

/// A child with what waits to be written to it and what was read of its last line; it belongs to one thread.
final class RunningChild {
  let process: ChildProcess
  private(set) var outbox = Outbox()
  private var splitter = LineSplitter()
  /// Whether it may still be written to, and read from.
  private(set) var hasInput = true
  private(set) var hasOutput = true
  /// When it is killed, in nanoseconds; nil while it is well.
  private(set) var killAt: Int?

  /// What is not yet written, at most: a child that does not read gets no more.
  private static let mostUnwritten = 64 << 20
  /// From when it no longer takes requests or answers, to its end.
  private static let secondsToEnd = 0.5

  init(_ command: [String]) throws(ChildStartError) {
    process = try ChildProcess(command)
    Pipe.makeNonblocking(process.input)
    Pipe.makeNonblocking(process.output)
  }

  /// What is to be waited for: room to write when something waits, and something to read.
  var descriptors: [pollfd] {
    var descriptors: [pollfd] = []
    if hasOutput { descriptors.append(pollfd(fd: process.output, events: Int16(POLLIN), revents: 0)) }
    if hasInput, !outbox.isEmpty { descriptors.append(pollfd(fd: process.input, events: Int16(POLLOUT), revents: 0)) }
    return descriptors
  }

  func hasRoom(for line: [UInt8]) -> Bool {
    outbox.count + line.count <= RunningChild.mostUnwritten
  }

  /// - Parameter id: of the request whose line it is, if it is one's.
  func add(_ line: [UInt8], for id: Int?) {
    outbox.add(line, for: id)
  }

  /// Takes back the line of a request of which nothing was written.
  func remove(_ id: Int) {
    outbox.remove(id)
  }

  /// Writes what waits, as far as there is room.
  /// - Parameter begun: gets each request of which something was written.
  func write(at now: Int, _ begun: (_ id: Int) -> Void) {
    while hasInput, let (id, bytes) = outbox.next {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(process.input, $0.baseAddress, $0.count) }
      if count >= 0 {
        if let id { begun(id) }
        outbox.consume(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        // Nobody reads there any more: it has ended or will not take requests, which is the same to us.
        end(at: now)
      }
    }
  }

  /// Reads what there is.
  func read(at now: Int, longestLine: Int, _ take: (LineSplitter.Piece) -> Void) {
    var bytes = [UInt8](repeating: 0, count: 64 * 1024)
    // As much as a pipe can hold: one that never stops writing must not keep the rest from its turn.
    for _ in 1...16 where hasOutput {
      let count = unsafe Glibc.read(process.output, &bytes, bytes.count)
      if count > 0 {
        splitter.add(bytes[..<count], limit: longestLine, take)
      } else if count == 0 {
        // It will not answer any more; how it ends says why, if it ends by itself.
        hasOutput = false
        end(at: now)
      } else if errno != EINTR {
        return
      }
    }
  }

  /// Tells it to end by the end of its input, and to be killed a while later.
  func end(at now: Int) {
    if hasInput { close(process.input) }
    hasInput = false
    outbox = Outbox()
    killAt = min(killAt ?? .max, now + Int(RunningChild.secondsToEnd * 1e9))
  }

  /// Kills it when that is due.
  func killOverdue(at now: Int) {
    guard let killAt, killAt <= now else { return }
    process.kill()
    self.killAt = nil
  }

  /// Reaps it, which has ended, and tells how it ended.
  func reap() -> String {
    // What it started and left behind must not go on unseen.
    process.kill()
    if hasInput { close(process.input) }
    hasInput = false
    close(process.output)
    return process.reap()
  }
}
