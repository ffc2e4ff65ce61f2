internal import CTransport

/// How much a line for the log matters.
package enum TransportLogLevel: Sendable {
  case debug
  case info
  case warning
  case error

  /// What a module says; a level that is not known counts as information.
  init(_ level: Int32) {
    self =
      switch level {
      case CPEGATE_LOG_DEBUG: .debug
      case CPEGATE_LOG_WARNING: .warning
      case CPEGATE_LOG_ERROR: .error
      default: .info
      }
  }
}
