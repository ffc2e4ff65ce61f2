internal import Glibc
internal import Synchronization
internal import TransportModule

/// The thread that owns the child and everything that is in work; others post to it.
final class ExecLoop: @unchecked Sendable {
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
  private var child: RunningChild?
  private var open: [Int: OpenRequest] = [:]
  private var ids: [UInt64: Int] = [:]
  private var nextID = 1
  private var backOff = BackOff()
  private var lastEnd = ""
  private var longestLine = ExecLoop.linesBeyondBody
  private var isEnding = false

  private static let linesBeyondBody = 64 * 1024
  private static let nanosecondsToAnswerCancel = 3_000_000_000

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
    guard isFirst else { return }
    var byte: UInt8 = 0
    _ = unsafe write(bell.writing, &byte, 1)  // full means that it rings already
  }

  /// Ends the child and the thread; blocks for half a second at most, and a little.
  func end() {
    post(.end)
    thread?.join()
  }

  // MARK: The thread

  private func run() {
    while !(isEnding && child == nil) {
      wait()
      let messages = posted.withLock { posted in
        defer { posted = [] }
        return posted
      }
      for message in messages { take(message) }
      child?.write(at: ExecLoop.now()) { open[$0]?.isWritten = true }
      child?.read(at: ExecLoop.now(), longestLine: longestLine, take)
      endOverdue()
    }
  }

  private func wait() {
    var descriptors = [pollfd(fd: bell.reading, events: Int16(POLLIN), revents: 0)] + (child?.descriptors ?? [])
    let next = min(open.values.lazy.map(\.deadline).min() ?? .max, child?.killAt ?? .max)
    let milliseconds = next == .max ? -1 : max(0, (next - ExecLoop.now() + 999_999) / 1_000_000)
    unsafe poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: milliseconds))
    var bytes = [UInt8](repeating: 0, count: 64)
    while unsafe read(bell.reading, &bytes, bytes.count) == bytes.count {}
  }

  private func take(_ message: Message) {
    switch message {
    case .send(let request, let call): send(request, call)
    case .cancel(let call): cancel(call)
    case .childEnded: noteEnd()
    case .end: beginEnd()
    }
  }

  private func send(_ request: ModuleRequest, _ call: UInt64) {
    if isEnding {
      return host.complete(call, ModuleAnswer(.notSent(.cancelled), message: "the session ends"))
    }
    if let refusal = startChild() {
      return host.complete(call, ModuleAnswer(.notSent(.connect), message: "exec: \(command[0]) \(refusal)"))
    }
    let id = nextID
    let line = ChildLines.request(request, id: id)
    guard child?.hasRoom(for: line) == true else {
      return host.complete(
        call,
        ModuleAnswer(.notSent(.refused), message: "exec: \(command[0]) does not read its requests; see what it does"))
    }
    nextID += 1
    let maxAnswerBytes = Int(clamping: request.maxAnswerBytes)
    longestLine = max(longestLine, min(maxAnswerBytes, 1 << 40) * 2 + ExecLoop.linesBeyondBody)
    open[id] = OpenRequest(
      call: call, maxAnswerBytes: maxAnswerBytes, deadline: ExecLoop.now() + Int(request.timeLimit) * 1_000_000)
    ids[call] = id
    child?.add(line, for: id)
  }

  private func cancel(_ call: UInt64) {
    guard let id = ids[call], open[id]?.isCancelled == false else { return }
    if open[id]?.isWritten == false {
      child?.remove(id)
      return finish(id) { $0.failure(.cancelled, "the request was cancelled before it was sent") }
    }
    open[id]?.isCancelled = true
    open[id]?.deadline = ExecLoop.now() + ExecLoop.nanosecondsToAnswerCancel
    child?.add(ChildLines.cancel(id: id), for: nil)
  }

  private func finish(_ id: Int, _ answer: (OpenRequest) -> ModuleAnswer) {
    guard let request = open.removeValue(forKey: id) else { return }
    ids[request.call] = nil
    host.complete(request.call, answer(request))
  }

  private func endOverdue() {
    let now = ExecLoop.now()
    child?.killOverdue(at: now)
    for (id, request) in open where request.deadline <= now {
      child?.remove(id)
      if request.isWritten, !request.isCancelled { child?.add(ChildLines.cancel(id: id), for: nil) }
      finish(id) { request in
        request.isCancelled
          ? request.failure(.cancelled, "exec: \(command[0]) did not answer a cancel")
          : request.failure(.timedOut, "exec: \(command[0]) did not answer within the time limit")
      }
    }
  }

  // MARK: The child

  /// Returns why there is none that takes requests, or nil when there is.
  private func startChild() -> String? {
    if let child {
      return child.hasInput ? nil : "is ending; the next request starts it again"
    }
    if let left = backOff.secondsLeft(at: ExecLoop.now()) {
      let tenths = Int((left * 10).rounded(.up))
      return "ended (\(lastEnd)) and is started again in \(tenths / 10).\(tenths % 10) s"
    }
    let started: RunningChild
    do throws(ChildStartError) {
      started = try RunningChild(command)
    } catch {
      backOff.noteDeath(at: ExecLoop.now())
      lastEnd = "it could not be started: \(error.reason)"
      return "cannot be started: \(error.reason); put the command of the URL right"
    }
    child = started
    let process = started.process
    OwnThread { [self] in
      process.waitForEnd()
      post(.childEnded)
    }.detach()
    return nil
  }

  private func take(_ piece: LineSplitter.Piece) {
    guard case .line(let line) = piece else {
      return host.log(.warning, "a line of \(command[0]) is longer than \(longestLine) bytes and was dropped")
    }
    do throws(AnswerLineError) {
      take(try AnswerLine(line))
    } catch {
      host.log(.warning, "a line of \(command[0]) is no answer and was dropped: \(error.reason)")
    }
  }

  private func take(_ line: AnswerLine) {
    guard open[line.id] != nil else {
      return host.log(.debug, "\(command[0]) answered request \(line.id), which is not open")
    }
    finish(line.id) { request in
      guard let answer = line.answer else {
        return ModuleAnswer(
          .outcomeUnknown(.garbled), message: "exec: the answer of \(command[0]) cannot be read: \(line.fault)")
      }
      guard answer.outcome == .answered else { return answer }
      guard answer.body.count <= request.maxAnswerBytes else {
        return ModuleAnswer(
          .outcomeUnknown(.tooLarge),
          message: "exec: the body of \(command[0]) is longer than the \(request.maxAnswerBytes) bytes allowed")
      }
      backOff.noteAnswer()
      return answer
    }
  }

  private func noteEnd() {
    guard let child else { return }
    child.read(at: ExecLoop.now(), longestLine: longestLine, take)  // what it wrote before it ended still counts
    lastEnd = child.reap()
    self.child = nil
    if isEnding { return }
    backOff.noteDeath(at: ExecLoop.now())
    host.log(.warning, "\(command[0]) ended (\(lastEnd)); the next request starts it again")
    for id in open.keys {
      finish(id) { $0.failure(.closed, "exec: \(command[0]) ended (\(lastEnd)) before it answered") }
    }
  }

  private func beginEnd() {
    isEnding = true
    for id in open.keys { finish(id) { $0.failure(.cancelled, "the session ends") } }
    child?.end(at: ExecLoop.now())
  }

  private static func now() -> Int {
    var reading = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &reading)
    return reading.tv_sec * 1_000_000_000 + reading.tv_nsec
  }
}
