internal import CCurl
internal import CLinux
internal import Glibc

/// Waits for the sockets of libcurl, for the time at which it wants to be called, and for a bell that anybody may ring.
///
/// libcurl is told which sockets are ready, and so looks only at the requests on them, however many others are open.
@safe final class SocketWatch: @unchecked Sendable {
  // @unchecked: all but `ring()` belongs to the loop's thread, and that only writes to a descriptor which never changes.
  private let multi: UnsafeMutableRawPointer
  private let poller: Int32
  private let bell: Int32
  private var events = unsafe [epoll_event](repeating: epoll_event(), count: 64)
  /// When libcurl wants to be called, whatever its sockets do.
  private var timer = Instant.distantFuture

  /// - Parameter multi: used on the loop's thread only, and to be cleaned up before this goes.
  init?(_ multi: UnsafeMutableRawPointer) {
    unsafe self.multi = multi
    poller = epoll_create1(Int32(EPOLL_CLOEXEC))
    bell = clinux_eventfd()
    guard poller >= 0, bell >= 0, watch(bell, for: EPOLLIN.rawValue, EPOLL_CTL_ADD) else { return nil }
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
    unsafe ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
    unsafe ccurl_multi_set_socket_function(multi, watchSocket)
    unsafe ccurl_multi_set_timer_function(multi, callAfter)
  }

  deinit {
    close(bell)
    close(poller)
  }

  /// Ends the wait that is under way, or else the next one; on any thread.
  func ring() {
    eventfd_write(bell, 1)
  }

  /// Has libcurl do what is due by now: begin what was added, end what took too long.
  func runTimer() -> CURLMcode {
    guard timer < .distantFuture, timer <= .now() else { return CURLM_OK }
    timer = .distantFuture
    var running: Int32 = 0
    return unsafe curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
  }

  /// Has libcurl look at everything.
  func lookAtAll() -> CURLMcode {
    var running: Int32 = 0
    return unsafe ccurl_multi_socket_all(multi, &running)
  }

  /// Waits until something happens, at most so many milliseconds, and has libcurl see to it.
  func wait(_ longest: Int32) -> CURLMcode {
    let milliseconds = timer < .distantFuture ? min(longest, timer.wait(from: .now())) : longest
    let count = unsafe epoll_wait(poller, &events, Int32(events.count), milliseconds)
    var (failure, running) = (CURLM_OK, Int32(0))
    // -1 when a signal came, which is nothing to us.
    for place in 0..<max(0, Int(count)) {
      let (descriptor, readiness) = unsafe (events[place].data.fd, events[place].readiness)
      if descriptor == bell {
        var rings = eventfd_t()
        unsafe eventfd_read(bell, &rings)
      } else {
        let code = unsafe curl_multi_socket_action(multi, descriptor, readiness, &running)
        if code != CURLM_OK { failure = code }
      }
    }
    return failure
  }

  // MARK: What libcurl calls

  fileprivate func setTimer(_ milliseconds: Int) {
    timer = milliseconds < 0 ? .distantFuture : Instant.now().advanced(by: UInt32(clamping: milliseconds))
  }

  fileprivate func watch(_ socket: Int32, for what: Int32) {
    guard what != CURL_POLL_REMOVE else {
      watch(socket, for: 0, EPOLL_CTL_DEL)
      return
    }
    var wanted: UInt32 = 0
    if what & CURL_POLL_IN != 0 { wanted |= EPOLLIN.rawValue }
    if what & CURL_POLL_OUT != 0 { wanted |= EPOLLOUT.rawValue }
    // libcurl does not say whether it is one that it named before.
    if !watch(socket, for: wanted, EPOLL_CTL_ADD) { watch(socket, for: wanted, EPOLL_CTL_MOD) }
  }

  @discardableResult
  private func watch(_ descriptor: Int32, for events: UInt32, _ operation: Int32) -> Bool {
    var event = unsafe epoll_event(events: events, data: epoll_data_t(fd: descriptor))
    return unsafe epoll_ctl(poller, operation, descriptor, &event) == 0
  }
}

extension epoll_event {
  /// As libcurl has it; 0, which has it look itself, for a socket of which there is more to say.
  fileprivate var readiness: Int32 {
    switch unsafe events {
    case EPOLLIN.rawValue: CURL_CSELECT_IN
    case EPOLLOUT.rawValue: CURL_CSELECT_OUT
    case EPOLLIN.rawValue | EPOLLOUT.rawValue: CURL_CSELECT_IN | CURL_CSELECT_OUT
    default: 0
    }
  }
}

private func watchSocket(
  _: UnsafeMutableRawPointer?, socket: curl_socket_t, what: Int32, context: UnsafeMutableRawPointer?,
  _: UnsafeMutableRawPointer?
) -> Int32 {
  unsafe watch(context)?.watch(socket, for: what)
  return 0
}

private func callAfter(_: UnsafeMutableRawPointer?, milliseconds: Int, context: UnsafeMutableRawPointer?) -> Int32 {
  unsafe watch(context)?.setTimer(milliseconds)
  return 0
}

private func watch(_ context: UnsafeMutableRawPointer?) -> SocketWatch? {
  unsafe context.map { unsafe Unmanaged<SocketWatch>.fromOpaque($0).takeUnretainedValue() }
}
