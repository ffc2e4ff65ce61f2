internal import CLinux
internal import ControlServer
internal import EventLoop
internal import Glibc

/// Serves connections on one thread, which is the simulator's loop too.
final class SocketServer {
  private let server: ControlServer
  private let loop: EventLoop
  private let listener: Listener
  private let afterEachRound: () -> Void
  private let poller: Int32
  private let signals: Int32
  private let wakeup: Int32
  private var connections: [Int32: Connection] = [:]
  private var writer = ResponseWriter()
  private var chunk = [UInt8](repeating: 0, count: 64 << 10)
  private var isEnding = false

  /// - Throws: what the system has against it.
  init(_ server: ControlServer, _ loop: EventLoop, _ listener: Listener, afterEachRound: @escaping () -> Void) throws {
    self.server = server
    self.loop = loop
    self.listener = listener
    self.afterEachRound = afterEachRound
    poller = epoll_create1(Int32(EPOLL_CLOEXEC))
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    sigprocmask(SIG_BLOCK, &set, nil)
    signals = clinux_signalfd(&set)
    wakeup = clinux_eventfd()
    guard poller >= 0, signals >= 0, wakeup >= 0 else { throw SystemFailure("cannot wait for connections") }
    let bell = wakeup
    loop.adoptCurrentThread { _ = eventfd_write(bell, 1) }
    for descriptor in [listener.descriptor, signals, wakeup] { try watch(descriptor) }
    if SocketServer.isPipe(STDIN_FILENO) { try watch(STDIN_FILENO) }
  }

  /// Serves until it is told to end.
  func run() {
    var events = [epoll_event](repeating: epoll_event(), count: 256)
    while !isEnding {
      while loop.runReadyJobs() || loop.fireTimers() {}
      afterEachRound()
      // Rounded up: a timer must not be found not due.
      let timeout = loop.secondsToNextTimer().map { Int32(min(60_000, ($0 * 1000).rounded(.up))) } ?? -1
      let count = epoll_wait(poller, &events, Int32(events.count), loop.hasReadyJobs ? 0 : timeout)
      guard count > 0 else { continue }
      for event in events[..<Int(count)] { handle(event.data.fd, event.events) }
    }
    for connection in connections.values { end(connection) }
    close(poller)
    close(signals)
    close(wakeup)
  }

  private func watch(_ descriptor: Int32) throws {
    guard control(EPOLL_CTL_ADD, descriptor, EPOLLIN.rawValue) else {
      throw SystemFailure("cannot wait for connections")
    }
  }

  @discardableResult
  private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) -> Bool {
    var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
    return epoll_ctl(poller, operation, descriptor, &event) == 0
  }

  /// The end of a pipe is that of the parent; a terminal or a file says nothing.
  private static func isPipe(_ descriptor: Int32) -> Bool {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return false }
    let kind = information.st_mode & S_IFMT
    return kind == S_IFIFO || kind == S_IFSOCK
  }

  // MARK: Events

  private func handle(_ descriptor: Int32, _ events: UInt32) {
    switch descriptor {
    case listener.descriptor: accept()
    case signals: isEnding = true
    case wakeup:
      var count = eventfd_t()
      eventfd_read(wakeup, &count)
    case STDIN_FILENO: if read(STDIN_FILENO, &chunk, chunk.count) <= 0, errno != EINTR { isEnding = true }
    default:
      guard let connection = connections[descriptor] else { return }
      if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { return end(connection) }
      if events & EPOLLOUT.rawValue != 0, !connection.flush() { return end(connection) }
      if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 { receive(connection) }
      serve(connection)
    }
  }

  private func accept() {
    while true {
      let descriptor = Glibc.accept(listener.descriptor, nil, nil)
      guard descriptor >= 0 else { return }
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      var isOn: Int32 = 1
      // A Unix socket has no such thing, and needs none.
      setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
      let connection = Connection(descriptor)
      connections[descriptor] = connection
      connection.watched = EPOLLIN.rawValue | EPOLLRDHUP.rawValue
      if !control(EPOLL_CTL_ADD, descriptor, connection.watched) { end(connection) }
    }
  }

  private func receive(_ connection: Connection) {
    switch connection.receive(into: &chunk) {
    case .some, .nothing: break
    // What was asked for before is answered all the same, unless nobody would ever see it.
    case .ended: if connection.isHeld { end(connection) } else { connection.isEnding = true }
    }
  }

  // MARK: Requests

  /// Answers what has come, as far as the client takes the answers.
  private func serve(_ connection: Connection) {
    while !connection.isClosed, !connection.isHeld, connection.output.count < 1 << 20 {
      switch connection.reader.next() {
      case .wait: return settle(connection)
      case .proceed: connection.output += "HTTP/1.1 100 Continue\r\n\r\n".utf8
      case .refuse(let status):
        writer.write(ControlAnswer(status), keepsAlive: false, isHead: false, to: &connection.output)
        connection.isEnding = true
        return settle(connection)
      case .request(let incoming): answer(incoming, connection)
      }
    }
    settle(connection)
  }

  private func answer(_ incoming: RequestReader.Incoming, _ connection: Connection) {
    let answer = server.respond(to: incoming.request)
    if !incoming.keepsAlive {
      connection.isEnding = true
      // Whatever came behind it is not looked at.
      connection.reader = RequestReader()
    }
    guard answer.delay > 0 else { return deliver(answer, incoming, connection) }
    connection.isHeld = true
    _ = loop.addTimer(afterSeconds: answer.delay) { [self] in
      connection.isHeld = false
      guard !connection.isClosed else { return }
      deliver(answer, incoming, connection)
      serve(connection)
    }
  }

  private func deliver(_ answer: ControlAnswer, _ incoming: RequestReader.Incoming, _ connection: Connection) {
    let isHead = incoming.request.method == "HEAD"
    switch answer.delivery {
    case .whole:
      writer.write(answer, keepsAlive: incoming.keepsAlive, isHead: isHead, to: &connection.output)
    case .cut:
      writer.write(
        answer, keepsAlive: incoming.keepsAlive, isHead: isHead, isCut: true, to: &connection.output)
      connection.isEnding = true
    case .close: end(connection)
    case .hang: connection.isHeld = true
    }
  }

  /// Sends what there is and watches for what is needed next.
  private func settle(_ connection: Connection) {
    guard !connection.isClosed else { return }
    guard connection.flush() else { return end(connection) }
    if connection.isEnding, !connection.isHeld, !connection.isWriting { return end(connection) }
    var events = EPOLLRDHUP.rawValue
    if !connection.isEnding, !connection.isWriting { events |= EPOLLIN.rawValue }
    if connection.isEnding { events = 0 }
    if connection.isWriting { events |= EPOLLOUT.rawValue }
    guard events != connection.watched else { return }
    connection.watched = events
    control(EPOLL_CTL_MOD, connection.descriptor, events)
  }

  private func end(_ connection: Connection) {
    guard !connection.isClosed else { return }
    connection.isClosed = true
    connections[connection.descriptor] = nil
    close(connection.descriptor)
  }
}
