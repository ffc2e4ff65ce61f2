internal import GatewayCore
internal import Glibc

/// Held while a file is filled, by one process at a time; it ends with the process.
@safe struct SyncLock: ~Copyable {
  private let descriptor: Int32
  /// Another process held it first.
  let hadToWait: Bool

  private static let pause = Duration.milliseconds(50)

  /// Waits until no other process holds it.
  ///
  /// - Throws: `cancelled`, or `io_error` for a folder that cannot be written.
  init(beside path: String) async throws(GatewayError) {
    let name = path + "-sync"
    descriptor = unsafe open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason = unsafe String(cString: strerror(errno))
      throw GatewayError(.ioError, "\(name) cannot be opened: \(reason)")
    }
    var hadToWait = false
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      hadToWait = true
      do {
        try await Task.sleep(for: SyncLock.pause)
      } catch {
        close(descriptor)
        throw GatewayError(.cancelled, "cancelled by the client")
      }
    }
    self.hadToWait = hadToWait
  }

  deinit {
    close(descriptor)
  }
}
