internal import CCurl
internal import TransportModule

/// The thread that owns the connections: starts requests, waits for the network, tells what became of them.
@safe final class ExchangeLoop {
  private let multi: UnsafeMutableRawPointer
  private let watch: SocketWatch
  private let settings: HTTPSettings
  private let host: ModuleHost
  private let transport: HTTPTransport
  private var inbox = Inbox()
  private var waiting = WaitingLine()
  private var active: [UInt64: Exchange] = [:]
  private var resting: [Exchange] = []
  /// The latest of requests without and with a body.
  private var headerLists: (HeaderList?, HeaderList?) = (nil, nil)
  /// No later than the earliest of all that are open.
  private var nextDeadline = Instant.distantFuture
  /// Whether the server lets requests share a connection; nil until an answer told.
  private var isMultiplexed: Bool?

  init(
    multi: UnsafeMutableRawPointer, watch: SocketWatch, settings: HTTPSettings, host: ModuleHost,
    transport: HTTPTransport
  ) {
    unsafe self.multi = multi
    self.watch = watch
    self.settings = settings
    self.host = host
    self.transport = transport
    unsafe ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.maxConnections)
    unsafe ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, settings.maxConnections)
  }

  func run() {
    while true {
      transport.takeInbox(&inbox)
      takeIn()
      if inbox.isClosing { return end() }
      endOverdue()
      startWaiting()
      act { watch.runTimer() }
      if !waiting.isEmpty && active.count < limit { continue }
      let mayStay = transport.fallAsleep()
      act { watch.wait(mayStay ? longestSleep : 0) }
      transport.wakeUp()
      if mustLook { act { watch.lookAtAll() } }
    }
  }

  /// Lets libcurl work, and ends the requests that are through then.
  private func act(_ work: () -> CURLMcode) {
    let failure = work()
    finishDone()
    if failure != CURLM_OK { endActive(because: failure) }
  }

  /// How many requests may be with libcurl: as many as there may be connections, and where one connection carries
  /// many, a hundred on each.
  ///
  /// The others wait here, where their time counts; within libcurl it would not.
  private var limit: Int {
    isMultiplexed == true ? settings.maxConnections * 100 : settings.maxConnections
  }

  /// Milliseconds to wait for the network.
  private var longestSleep: Int32 {
    let longest = nextDeadline.wait(from: .now())
    return mustLook ? min(longest, 5) : longest
  }

  /// Where requests share a connection, libcurl 7.88 reads for one what belongs to another and may leave that lying, with
  /// nothing to wait for on the socket: it finds it when it is asked to look.
  private var mustLook: Bool {
    settings.mayShareConnections && isMultiplexed != false && !active.isEmpty
  }

  private func takeIn() {
    if !inbox.sends.isEmpty {
      let now = Instant.now()
      for (call, request) in inbox.sends {
        let deadline = now.advanced(by: request.timeLimit)
        nextDeadline = min(nextDeadline, deadline)
        waiting.append(WaitingRequest(call: call, request: request, deadline: deadline))
      }
      inbox.sends.removeAll(keepingCapacity: true)
    }
    for call in inbox.cancels {
      if let exchange = active[call] {
        giveUp(exchange, .cancelled, "nobody waits for the answer any more")
      } else {
        for request in waiting.takeAll(where: { $0.call == call }) {
          tell(request, .cancelled, "given up before it was sent")
        }
      }
    }
    inbox.cancels.removeAll(keepingCapacity: true)
  }

  // MARK: Starting

  private func startWaiting() {
    while active.count < limit, let next = waiting.takeFirst() {
      do throws(Refusal) {
        try start(next)
      } catch {
        tell(next, .refused, error.message)
      }
    }
  }

  private func start(_ next: WaitingRequest) throws(Refusal) {
    let target = next.request.target
    guard target.utf8.first == 0x2F, target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x23 }) else {
      throw Refusal("expected a target that begins with a slash and is escaped for a URL")
    }
    let exchange = try restingExchange()
    do throws(Refusal) {
      try exchange.prepare(next, url: settings.base + target, headers: headerList(for: next.request))
      try add(exchange)
    } catch {
      exchange.rest()
      resting.append(exchange)
      throw error
    }
    active[next.call] = exchange
  }

  private func restingExchange() throws(Refusal) -> Exchange {
    if let exchange = resting.popLast() { return exchange }
    return try Exchange(settings)
  }

  private func add(_ exchange: Exchange) throws(Refusal) {
    let failure = unsafe curl_multi_add_handle(multi, exchange.handle)
    guard failure == CURLM_OK else { throw Refusal(unsafe String(cString: curl_multi_strerror(failure))) }
  }

  private func headerList(for request: ModuleRequest) throws(Refusal) -> HeaderList {
    // Those that libcurl sends as a POST of its own kind.
    let carriesBody = request.body != nil || (request.method != "GET" && request.method != "DELETE")
    let latest = carriesBody ? headerLists.1 : headerLists.0
    if let latest, latest.headers == request.headers { return latest }
    let made = try HeaderList(request.headers, carriesBody: carriesBody)
    if carriesBody { headerLists.1 = made } else { headerLists.0 = made }
    return made
  }

  // MARK: Ending

  private func finishDone() {
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE, let handle = unsafe message.pointee.easy_handle,
        let exchange = unsafe Exchange.of(handle)
      else { continue }
      finish(exchange, unsafe ccurl_message_result(message))
    }
  }

  private func finish(_ exchange: Exchange, _ result: CURLcode) {
    guard result == CURLE_OK, exchange.reader.hasAnswer else {
      return complete(exchange, exchange.failure(result, settings))
    }
    if settings.mayShareConnections { noteVersion(exchange) }
    if let url = exchange.redirect(within: settings.origin) {
      unsafe curl_multi_remove_handle(multi, exchange.handle)
      exchange.redirects += 1
      do throws(Refusal) {
        try exchange.aim(at: url)
        return try add(exchange)
      } catch {
        host.log(.warning, "a redirect cannot be followed: \(error.message)")
      }
    }
    complete(exchange, exchange.answer)
  }

  private func noteVersion(_ exchange: Exchange) {
    var version = 0
    unsafe ccurl_get_long(exchange.handle, CURLINFO_HTTP_VERSION, &version)
    isMultiplexed = version >= Int(CURL_HTTP_VERSION_2_0)
  }

  private func complete(_ exchange: Exchange, _ answer: consuming ModuleAnswer) {
    unsafe curl_multi_remove_handle(multi, exchange.handle)
    active[exchange.call] = nil
    host.complete(exchange.call, answer)
    // The body's memory is ours alone again only when the answer is gone.
    _ = consume answer
    exchange.rest()
    // After a rush their memory is given back.
    if resting.count < 256 { resting.append(exchange) }
  }

  private func giveUp(_ exchange: Exchange, _ reason: ModuleReason, _ message: String) {
    complete(exchange, exchange.unanswered(reason, message))
  }

  private func tell(_ request: WaitingRequest, _ reason: ModuleReason, _ message: String) {
    host.complete(request.call, ModuleAnswer(.notSent(reason), message: message))
  }

  private func endOverdue() {
    guard nextDeadline < .distantFuture else { return }
    let now = Instant.now()
    guard nextDeadline <= now else { return }
    for request in waiting.takeAll(where: { $0.deadline <= now }) {
      tell(
        request, .timedOut,
        "no connection to \(settings.place) became free within \(request.request.timeLimit) ms: "
          + "raise --max-connections or --request-timeout")
    }
    for exchange in active.values where exchange.deadline <= now {
      giveUp(
        exchange, .timedOut,
        exchange.mayHaveLeft
          ? "no whole answer came from \(settings.place) within \(exchange.request.timeLimit) ms"
          : "no connection to \(settings.place) within \(exchange.request.timeLimit) ms: is it up, and reachable from here?"
      )
    }
    nextDeadline = active.values.reduce(waiting.earliestDeadline) { min($0, $1.deadline) }
  }

  private func endActive(because failure: CURLMcode) {
    let text = unsafe String(cString: curl_multi_strerror(failure))
    host.log(.error, "libcurl cannot go on: \(text)")
    for exchange in active.values {
      giveUp(exchange, .other, "libcurl cannot go on: \(text)")
    }
  }

  private func end() {
    for request in waiting.takeAll(where: { _ in true }) {
      tell(request, .cancelled, "the session ended before it was sent")
    }
    for exchange in active.values {
      giveUp(exchange, .cancelled, "the session ended before the answer came")
    }
    resting.removeAll()
  }
}
