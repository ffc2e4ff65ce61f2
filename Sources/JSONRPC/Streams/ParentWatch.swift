internal import CLinux
internal import Glibc

/// Which process must stay alive for the session to go on (protocol.md 4).
package enum ParentWatch: Sendable {
  /// The process that started this one.
  case parent
  case process(Int32)
  case none
}

/// Notices the end of the watched process: by a descriptor that becomes readable, and where there is none by looking.
struct ParentSentinel: ~Copyable {
  /// Readable once the process has ended; -1 when there is nothing to wait on.
  let descriptor: Int32
  private let watched: ParentWatch
  private let firstParent = getppid()

  init(_ watched: ParentWatch) {
    self.watched = watched
    descriptor =
      switch watched {
      case .parent: firstParent > 0 ? clinux_pidfd_open(firstParent) : -1
      case .process(let number): clinux_pidfd_open(number)
      case .none: -1
      }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Whether it must be looked at now and then because no descriptor tells.
  var needsPolling: Bool {
    if case .none = watched { return false }
    return descriptor < 0
  }

  /// Looks by number.
  ///
  /// The parent's end shows in another parent's number: that of whoever adopted this process.
  var hasVanished: Bool {
    switch watched {
    case .parent: getppid() != firstParent
    case .process(let number): kill(number, 0) != 0 && errno == ESRCH
    case .none: false
    }
  }
}
