internal import CSQLite
internal import GRDB
internal import GatewayCore

extension GatewayError {
  /// What went wrong with the file of the cache.
  init(cache error: any Error) {
    switch error {
    case let error as GatewayError: self = error
    case let error as SQLFailure: self = GatewayError(code: error.code, error.message)
    case let error as DatabaseError:
      self = GatewayError(code: error.extendedResultCode.rawValue, error.message ?? "\(error.resultCode)")
    case is CancellationError: self.init(.cancelled, "cancelled by the client")
    default: self.init(.ioError, "the cache cannot be used: \(error)")
    }
  }

  private init(code: Int32, _ detail: String) {
    let (message, hint): (String, String?) =
      switch code & 0xFF {
      case SQLITE_INTERRUPT: ("cancelled by the client", nil)
      case SQLITE_FULL: ("the disk of the cache is full", "make room, or name a folder elsewhere with --state-dir")
      case SQLITE_CORRUPT, SQLITE_NOTADB:
        (GatewayError.damaged, "cache.sync with mode full sets the file aside and begins a new one")
      case SQLITE_BUSY, SQLITE_LOCKED:
        ("the cache is locked by another program", "end that program, or try again")
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN:
        ("the cache cannot be written", "mend the rights of its folder, or name another one with --state-dir")
      default: ("the cache cannot be used", nil)
      }
    self.init(code & 0xFF == SQLITE_INTERRUPT ? .cancelled : .ioError, message, hint: hint)
    self.detail = detail
    isRetryable = [SQLITE_BUSY, SQLITE_LOCKED].contains(code & 0xFF)
  }

  private static let damaged = "the file of the cache is damaged"

  /// The file of the cache contradicts itself.
  var isCacheDamage: Bool { kind == .ioError && message == GatewayError.damaged }
}
