internal import CLinux
internal import EventLoop
internal import Glibc

/// Gives a session its thread: reads, writes, sleeps, and tells it of signals and of the parent's end.
package struct StreamDriver: ~Copyable {
  private let session: Session
  private let streams: StandardStreams
  private let parent: ParentSentinel
  private let signals: Int32
  private let wakeup: Int32
  private var hardEnd: MonotonicTime?

  /// How long the process may take after the end of the drain, protocol.md 4: two seconds, less what leaving takes.
  private static let graceSeconds = 1.5
  /// How often a parent is looked at that no descriptor tells about.
  private static let parentPollSeconds = 1.0

  /// - Parameter signals: these end the session in order; they must be blocked in every thread already.
  package init(_ session: Session, streams: consuming StandardStreams, parent: ParentWatch, signals: [Int32]) {
    self.session = session
    self.streams = streams
    self.parent = ParentSentinel(parent)
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in signals { unsafe sigaddset(&set, number) }
    self.signals = unsafe clinux_signalfd(&set)
    wakeup = clinux_eventfd()
  }

  deinit {
    close(signals)
    close(wakeup)
  }

  /// Serves until the session is over.
  ///
  /// The calling thread becomes the loop's.
  /// - Throws: a read or write error other than a closed output.
  package mutating func run() throws(StreamFailure) {
    let wakeup = wakeup
    session.loop.adoptCurrentThread {
      var one: UInt64 = 1
      _ = unsafe write(wakeup, &one, 8)
    }
    if parent.hasVanished { session.abandon() }
    while session.phase != .over {
      session.turn()
      try flush()
      if session.phase == .over || isPastHardEnd() { break }
      if session.hasMoreToDo { continue }
      if session.mayPassTime {
        if try waitForEvents(seconds: 0) { continue }
        if session.passTime() { continue }
      }
      _ = try waitForEvents(seconds: sleepSeconds())
    }
  }

  private mutating func isPastHardEnd() -> Bool {
    guard session.isPastDrain else { return false }
    let now = session.loop.time.now()
    let end = hardEnd ?? now.advanced(bySeconds: StreamDriver.graceSeconds)
    hardEnd = end
    return now >= end
  }

  /// Nil: until something happens.
  private func sleepSeconds() -> Double? {
    if session.loop.hasReadyJobs { return 0 }
    var seconds = session.loop.secondsToNextTimer()
    if parent.needsPolling { seconds = min(seconds ?? .infinity, StreamDriver.parentPollSeconds) }
    if session.isPastDrain { seconds = min(seconds ?? .infinity, 0.05) }
    return seconds
  }

  private func flush() throws(StreamFailure) {
    while session.output.pendingBytes > 0 {
      switch streams.output.write(session.output.pending) {
      case .bytes(let count): session.didSend(count)
      case .wouldBlock: return session.didFlush()
      case .closed: return session.abandon()
      case .failed(let code): throw StreamFailure("writing standard output", code)
      }
    }
    session.didFlush()
  }

  /// Sleeps until a descriptor has something, at most so long.
  ///
  /// Returns whether one had.
  private func waitForEvents(seconds: Double?) throws(StreamFailure) -> Bool {
    var requests: [5 of pollfd] = [
      pollfd(fd: session.wantsInput ? streams.input.number : -1, events: Int16(POLLIN), revents: 0),
      // Without anything to write, only the end of the reader is told.
      pollfd(fd: streams.output.number, events: session.output.pendingBytes > 0 ? Int16(POLLOUT) : 0, revents: 0),
      pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
      pollfd(fd: parent.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = seconds.map { Int32(min(($0 * 1000).rounded(.up), 86_400_000)) } ?? -1
    var span = requests.mutableSpan
    let ready = unsafe span.withUnsafeMutableBufferPointer { buffer in
      unsafe poll(buffer.baseAddress, nfds_t(buffer.count), milliseconds)
    }
    if parent.needsPolling, parent.hasVanished { session.abandon() }
    guard ready > 0 else { return false }
    if requests[4].revents != 0 { session.abandon() }
    if requests[1].revents & Int16(POLLERR | POLLHUP) != 0 { session.abandon() }
    if requests[3].revents != 0 { takeSignal() }
    if requests[2].revents != 0 {
      var count: UInt64 = 0
      _ = unsafe read(wakeup, &count, 8)
    }
    if requests[0].revents != 0 { try receive() }
    return true
  }

  private func takeSignal() {
    var info = signalfd_siginfo()
    if unsafe read(signals, &info, MemoryLayout<signalfd_siginfo>.size) > 0 { session.shutDown() }
  }

  private func receive() throws(StreamFailure) {
    var outcome = Transfer.wouldBlock
    _ = unsafe session.input.fill { buffer in
      outcome = unsafe streams.input.read(into: buffer)
      if case .bytes(let count) = outcome { return count }
      return 0
    }
    switch outcome {
    case .bytes: session.didReceive()
    case .wouldBlock: break
    case .closed: session.endOfInput()
    case .failed(let code): throw StreamFailure("reading standard input", code)
    }
  }
}
