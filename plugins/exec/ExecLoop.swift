internal import Glibc
internal import Synchronization
internal import TransportModule

/// The thread that owns the child and everything that is in work; others post to it.
@safe final class ExecLoop: @unchecked Sendable {
  // @unchecked: `posted` is behind a lock, `thread` belongs to whoever opens and closes, the rest to the thread itself.
  enum Message {
    case send(ModuleRequest, call: UInt64)
    case cancel(call: UInt64)
    case childEnded
    case end
  }

  private let posted = Mutex<[Message]>([])
  private let bell: Pipe
  private var thread: OwnThread?

  private let host: ModuleHost
  private let command: [String]
  private var child: ChildProcess?
  private var hasInput = false
  private var hasOutput = false
  /// When a child that is to end is killed.
  private var killAt: Int?
  private var open: [Int: OpenRequest] = [:]
  private var ids: [UInt64: Int] = [:]
  private var nextID = 1
  private var outbox = Outbox()
  private var splitter = LineSplitter()
  private var backOff = BackOff()
  private var lastEnd = ""
  private var longestLine = ExecLoop.linesBeyondBody
  private var isEnding = false

  private static let linesBeyondBody = 64 * 1024
  /// What is not yet written, at most: a child that does not read gets no more.
  private static let mostUnwritten = 64 << 20
  private static let secondsToAnswerCancel = 1.0
  private static let secondsToEnd = 0.5
  private static let secondsBehindOutput = 0.5

  init(_ command: [String], _ host: ModuleHost) throws(ModuleSetupError) {
    self.command = command
    self.host = host
    do throws(ChildStartError) {
      bell = try Pipe()
    } catch {
      throw ModuleSetupError("exec: expected room for two more descriptors: \(error.reason); raise ulimit -n")
    }
    Pipe.makeNonblocking(bell.reading)
    Pipe.makeNonblocking(bell.writing)
  }

  deinit {
    bell.close()
  }

  // MARK: From any thread

  func start() {
    thread = OwnThread { [self] in run() }
  }

  func post(_ message: Message) {
    let isFirst = posted.withLock { posted in
      posted.append(message)
      return posted.count == 1
    }
    if isFirst { ring() }
  }

  /// Ends the child and the thread; blocks for half a second at most, and a little.
  func end() {
    post(.end)
    thread?.join()
  }

  private func ring() {
    var byte: UInt8 = 0
    _ = unsafe write(bell.writing, &byte, 1)  // full means that it rings already
  }

  // MARK: The thread

  private func run() {
    while !(isEnding && child == nil) {
      wait()
      for message in posted.withLock({ messages in
        defer { messages = [] }
        return messages
      }) { take(message) }
      writeOut()
      readAnswers()
      endOverdue()
    }
  }

  private func take(_ message: Message) {
    switch message {
    case .send(let request, let call): send(request, call)
    case .cancel(let call): cancel(call)
    case .childEnded: noteEnd()
    case .end: beginEnd()
    }
  }

  private func wait() {
    var descriptors = [pollfd(fd: bell.reading, events: Int16(POLLIN), revents: 0)]
    if let child, hasOutput { descriptors.append(pollfd(fd: child.output, events: Int16(POLLIN), revents: 0)) }
    if let child, hasInput, !outbox.isEmpty {
      descriptors.append(pollfd(fd: child.input, events: Int16(POLLOUT), revents: 0))
    }
    let next = min(open.values.lazy.map(\.deadline).min() ?? .max, killAt ?? .max)
    let milliseconds = next == .max ? -1 : max(0, (next - ExecLoop.now() + 999_999) / 1_000_000)
    unsafe poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: milliseconds))
    var bytes = [UInt8](repeating: 0, count: 64)
    while unsafe read(bell.reading, &bytes, bytes.count) == bytes.count {}
  }

  private func send(_ request: ModuleRequest, _ call: UInt64) {
    if isEnding {
      return host.complete(call, ModuleAnswer(.notSent(.cancelled), message: "the session ends"))
    }
    if let refusal = startChild() {
      return host.complete(call, ModuleAnswer(.notSent(.connect), message: refusal))
    }
    let id = nextID
    let line = ChildLines.request(request, id: id)
    guard outbox.count + line.count <= ExecLoop.mostUnwritten else {
      return host.complete(
        call,
        ModuleAnswer(
          .notSent(.refused),
          message: "exec: \(command[0]) does not read its requests; \(outbox.count) bytes wait for it"))
    }
    nextID += 1
    let maxAnswerBytes = Int(clamping: request.maxAnswerBytes)
    longestLine = max(longestLine, min(maxAnswerBytes, 1 << 40) * 2 + ExecLoop.linesBeyondBody)
    open[id] = OpenRequest(
      call: call, maxAnswerBytes: maxAnswerBytes, deadline: ExecLoop.now() + Int(request.timeLimit) * 1_000_000)
    ids[call] = id
    outbox.add(line, for: id)
  }

  private func cancel(_ call: UInt64) {
    guard let id = ids[call], open[id]?.isCancelled == false else { return }
    if open[id]?.isWritten == false {
      outbox.remove(id)
      return finish(id) { $0.failure(.cancelled, "the request was cancelled before it was sent") }
    }
    open[id]?.isCancelled = true
    open[id]?.deadline = ExecLoop.now() + Int(ExecLoop.secondsToAnswerCancel * 1e9)
    outbox.add(ChildLines.cancel(id: id), for: nil)
  }

  private func finish(_ id: Int, _ answer: (OpenRequest) -> ModuleAnswer) {
    guard let request = open.removeValue(forKey: id) else { return }
    ids[request.call] = nil
    host.complete(request.call, answer(request))
  }

  private func endOverdue() {
    let now = ExecLoop.now()
    if let killAt, killAt <= now {
      child?.kill()
      self.killAt = nil
    }
    for (id, request) in open where request.deadline <= now {
      outbox.remove(id)
      if request.isWritten, !request.isCancelled { outbox.add(ChildLines.cancel(id: id), for: nil) }
      finish(id) { request in
        request.isCancelled
          ? request.failure(.cancelled, "exec: \(command[0]) did not answer a cancel")
          : request.failure(.timedOut, "exec: \(command[0]) did not answer within the time limit")
      }
    }
  }

  // MARK: The child

  /// Returns why there is none, or nil when there is.
  private func startChild() -> String? {
    if child != nil {
      return hasInput && hasOutput ? nil : "exec: \(command[0]) is ending; the next request starts it again"
    }
    if let left = backOff.secondsLeft(at: ExecLoop.now()) {
      let tenths = Int((left * 10).rounded(.up))
      return "exec: \(command[0]) ended (\(lastEnd)) and is started again in \(tenths / 10).\(tenths % 10) s"
    }
    let started: ChildProcess
    do throws(ChildStartError) {
      started = try ChildProcess(command)
    } catch {
      backOff.noteDeath(at: ExecLoop.now())
      lastEnd = "it could not be started: \(error.reason)"
      return "exec: \(command[0]) cannot be started: \(error.reason); put the command of the URL right"
    }
    Pipe.makeNonblocking(started.input)
    Pipe.makeNonblocking(started.output)
    child = started
    (hasInput, hasOutput) = (true, true)
    splitter = LineSplitter()
    OwnThread { [self] in
      started.waitForEnd()
      post(.childEnded)
    }.detach()
    return nil
  }

  private func writeOut() {
    guard let child, hasInput else { return }
    while let (id, bytes) = outbox.next {
      let count = unsafe bytes.withUnsafeBytes { unsafe write(child.input, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN { return }
        // Nobody reads there any more: it has ended or will not take requests, which is the same to us.
        closeInput()
        return killSoon(ExecLoop.secondsBehindOutput)
      }
      if let id { open[id]?.isWritten = true }
      outbox.consume(count)
    }
  }

  private func readAnswers() {
    guard let child, hasOutput else { return }
    var bytes = [UInt8](repeating: 0, count: 64 * 1024)
    // As much as a pipe can hold: one that never stops writing must not keep the rest from its turn.
    for _ in 1...16 {
      let count = unsafe read(child.output, &bytes, bytes.count)
      if count > 0 {
        splitter.add(bytes[..<count], limit: longestLine, take)
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno == EAGAIN {
        return
      } else {
        // It will not answer any more; its end says why, if it comes by itself.
        hasOutput = false
        return killSoon(ExecLoop.secondsBehindOutput)
      }
    }
  }

  private func take(_ piece: LineSplitter.Piece) {
    guard case .line(let line) = piece else {
      return host.log(.warning, "a line of \(command[0]) is longer than \(longestLine) bytes and was dropped")
    }
    do throws(AnswerLineError) {
      let answer = try AnswerLine(line)
      guard open[answer.id] != nil else {
        return host.log(.debug, "\(command[0]) answered request \(answer.id), which is not open")
      }
      take(answer)
    } catch {
      host.log(.warning, "a line of \(command[0]) is no answer and was dropped: \(error.reason)")
    }
  }

  private func take(_ line: AnswerLine) {
    finish(line.id) { request in
      guard let answer = line.answer else {
        return ModuleAnswer(
          .outcomeUnknown(.garbled), message: "exec: the answer of \(command[0]) cannot be read: \(line.fault)")
      }
      if answer.outcome == .answered {
        guard answer.body.count <= request.maxAnswerBytes else {
          return ModuleAnswer(
            .outcomeUnknown(.tooLarge),
            message: "exec: the body of \(command[0]) is longer than the \(request.maxAnswerBytes) bytes allowed")
        }
        backOff.noteAnswer()
      }
      return answer
    }
  }

  private func closeInput() {
    guard let child, hasInput else { return }
    hasInput = false
    close(child.input)
  }

  private func killSoon(_ seconds: Double) {
    killAt = min(killAt ?? .max, ExecLoop.now() + Int(seconds * 1e9))
  }

  private func noteEnd() {
    guard let child else { return }
    readAnswers()  // what it wrote before it ended still counts
    // What it started and left behind must not hold our pipes or go on unseen.
    child.kill()
    lastEnd = child.reap()
    closeInput()
    close(child.output)
    self.child = nil
    (hasOutput, killAt) = (false, nil)
    outbox = Outbox()
    if isEnding { return }
    backOff.noteDeath(at: ExecLoop.now())
    host.log(.warning, "\(command[0]) ended (\(lastEnd)); the next request starts it again")
    for id in open.keys {
      finish(id) { request in
        request.failure(.closed, "exec: \(command[0]) ended (\(lastEnd)) before it answered")
      }
    }
  }

  private func beginEnd() {
    isEnding = true
    for id in open.keys { finish(id) { $0.failure(.cancelled, "the session ends") } }
    outbox = Outbox()
    closeInput()
    if child != nil { killSoon(ExecLoop.secondsToEnd) }
  }

  // MARK: What it stands on

  private static func now() -> Int {
    var reading = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &reading)
    return reading.tv_sec * 1_000_000_000 + reading.tv_nsec
  }
}
