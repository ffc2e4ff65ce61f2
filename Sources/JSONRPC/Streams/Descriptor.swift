internal import CLinux
internal import Glibc

/// What one try to read or write came to.
enum Transfer: Equatable {
  case bytes(Int)
  /// Nothing just now.
  case wouldBlock
  /// The other side is gone, or the input is at its end.
  case closed
  case failed(errno: Int32)
}

/// A stream descriptor on which a try never blocks, although the mode of the descriptor itself, which others may share,
/// is left alone.
struct Descriptor: ~Copyable {
  let number: Int32
  private let kind: Kind

  private enum Kind {
    case socket
    /// A pipe or terminal opened anew for ourselves, without blocking.
    case reopened
    /// A regular file: never keeps anybody waiting.
    case file
    /// Anything else is asked by `poll` first and gets little at a time.
    case polled
  }

  /// Takes over `number`, which is closed with this value.
  init(_ number: Int32, forWriting: Bool) {
    let type = Descriptor.type(of: number)
    if type == S_IFSOCK {
      (self.number, kind) = (number, .socket)
    } else if type == S_IFREG {
      (self.number, kind) = (number, .file)
    } else if type == S_IFIFO || type == S_IFCHR, let own = Descriptor.reopen(number, forWriting: forWriting) {
      // The mode of non-blocking belongs to the open file description: ours is a new one.
      close(number)
      (self.number, kind) = (own, .reopened)
    } else {
      (self.number, kind) = (number, .polled)
    }
  }

  deinit {
    close(number)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    if kind == .polled, !isReady(for: Int16(POLLIN)) { return .wouldBlock }
    let count =
      kind == .socket
      ? unsafe recv(number, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
      : unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
    return count == 0 ? .closed : outcome(count)
  }

  func write(_ bytes: Span<UInt8>) -> Transfer {
    if kind == .polled, !isReady(for: Int16(POLLOUT)) { return .wouldBlock }
    // A pipe that is ready takes so many bytes at once without blocking.
    let size = kind == .polled ? min(bytes.count, Int(PIPE_BUF)) : bytes.count
    let count = unsafe bytes.withUnsafeBytes { source in
      kind == .socket
        ? unsafe send(number, source.baseAddress, size, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        : unsafe Glibc.write(number, source.baseAddress, size)
    }
    return outcome(count)
  }

  private func outcome(_ count: Int) -> Transfer {
    if count >= 0 { return .bytes(count) }
    switch errno {
    case EAGAIN, EINTR: return .wouldBlock
    case EPIPE, ECONNRESET: return .closed
    case let code: return .failed(errno: code)
    }
  }

  private func isReady(for events: Int16) -> Bool {
    var request = pollfd(fd: number, events: events, revents: 0)
    return unsafe poll(&request, 1, 0) > 0
  }

  private static func type(of number: Int32) -> mode_t {
    var status = stat()
    return unsafe fstat(number, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  private static func reopen(_ number: Int32, forWriting: Bool) -> Int32? {
    let own = unsafe clinux_open("/proc/self/fd/\(number)", (forWriting ? O_WRONLY : O_RDONLY) | O_NONBLOCK | O_NOCTTY)
    return own >= 0 ? own : nil
  }
}
