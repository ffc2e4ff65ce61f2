internal import CLinux
internal import EventLoop
internal import Glibc
internal import JSON

/// Gives a session its bytes and its time without any stream: for a single call, and for tests.
package final class MemoryConnection {
  package let session: Session
  private let wakeup = clinux_eventfd()
  /// Readable when somebody asked for the end.
  private let signals: Int32
  private var received: [UInt8] = []

  /// The calling thread becomes the loop's.
  ///
  /// - Parameter signals: these end the session in order; they must be blocked in every thread already.
  package init(_ session: Session, signals: [Int32] = []) {
    self.session = session
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in signals { unsafe sigaddset(&set, number) }
    self.signals = signals.isEmpty ? -1 : unsafe clinux_signalfd(&set)
    let wakeup = wakeup
    session.loop.adoptCurrentThread {
      var one: UInt64 = 1
      _ = unsafe write(wakeup, &one, 8)
    }
  }

  deinit {
    close(wakeup)
    if signals >= 0 { close(signals) }
  }

  /// Bytes as they would come from a stream; nobody reads what comes behind the end.
  package func send(_ bytes: [UInt8]) {
    guard session.isReading else { return }
    session.input.append(bytes.span)
    session.didReceive()
  }

  /// Does all that can be done at once, on other threads too, and moves the handler's time on as far as it goes; returns
  /// the frames that came out of it.
  package func settle() -> [[UInt8]] {
    let bytes = settledBytes()
    return session.output.framing == .header ? MemoryConnection.bodies(in: bytes) : MemoryConnection.lines(in: bytes)
  }

  /// The same, but returns the bytes as they would go to a stream.
  package func settledBytes() -> [UInt8] {
    while true {
      session.turn()
      collect()
      if session.hasMoreToDo { continue }
      if session.isWorkingElsewhere {
        sleep()
        continue
      }
      guard session.phase != .over, session.mayPassTime, session.passTime() else { break }
    }
    defer { received = [] }
    return received
  }

  /// The next frames, waiting for them as long as it takes; nil when the session is over.
  package func next() -> [[UInt8]]? {
    while true {
      let frames = settle()
      if !frames.isEmpty { return frames }
      if session.phase == .over { return nil }
      sleep()
    }
  }

  private func collect() {
    let count = session.output.pendingBytes
    received += session.output.pendingCopy
    session.didSend(count)
    session.didFlush()
  }

  private static func lines(in bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
  }

  /// Reads what ``Output`` writes, and nothing else.
  private static func bodies(in bytes: [UInt8]) -> [[UInt8]] {
    var bodies: [[UInt8]] = []
    var rest = bytes[...]
    while let colon = rest.firstIndex(of: UInt8(ascii: ":")), let lineEnd = rest.firstIndex(of: UInt8(ascii: "\r")) {
      guard let length = Int(String(decoding: rest[(colon + 2)..<lineEnd], as: UTF8.self)) else {
        preconditionFailure("a frame without its length")
      }
      let body = rest[(lineEnd + 4)...].prefix(length)
      bodies.append(Array(body))
      rest = rest[body.endIndex...]
    }
    return bodies
  }

  private func sleep() {
    let seconds = session.loop.secondsToNextTimer()
    var requests: [2 of pollfd] = [
      pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0), pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
    ]
    var span = requests.mutableSpan
    _ = unsafe span.withUnsafeMutableBufferPointer { buffer in
      unsafe poll(
        buffer.baseAddress, nfds_t(buffer.count), seconds.map { Int32(min(($0 * 1000).rounded(.up), 1e8)) } ?? -1)
    }
    if requests[0].revents != 0 {
      var count: UInt64 = 0
      _ = unsafe read(wakeup, &count, 8)
    }
    if requests[1].revents != 0 {
      var info = signalfd_siginfo()
      _ = unsafe read(signals, &info, MemoryLayout<signalfd_siginfo>.size)
      session.shutDown()
    }
  }
}
