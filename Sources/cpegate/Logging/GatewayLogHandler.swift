internal import Gateway
internal import GatewayCore
internal import Glibc
internal import JSON
internal import Logging
internal import Synchronization
internal import TransportHost

/// Writes log lines as text or JSON, at a level that can be changed while it runs.
struct GatewayLogHandler: LogHandler {
  /// What all copies of the handler share.
  final class Output: Sendable {
    let sink = LogSink()
    let format: LogFormat
    /// The place of the level among all.
    private let current: Atomic<Int>

    init(level: Logger.Level, format: LogFormat) {
      current = Atomic(level.severity)
      self.format = format
    }

    var level: Logger.Level {
      get { Logger.Level.allCases[current.load(ordering: .relaxed)] }
      set { current.store(newValue.severity, ordering: .relaxed) }
    }

    /// Whether lines of that level are written; asked for every request.
    func takes(_ level: Logger.Level) -> Bool {
      level.severity >= current.load(ordering: .relaxed)
    }
  }

  let output: Output
  var metadata: Logger.Metadata = [:]

  var logLevel: Logger.Level {
    get { output.level }
    set { output.level = newValue }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    let now = GatewayLogHandler.now()
    switch output.format {
    case .text:
      let told = facts.map { " \($0.key)=\(GatewayLogHandler.oneLine("\($0.value)"))" }.joined()
      output.sink.write(
        Array("\(now.text) \(event.level) \(GatewayLogHandler.oneLine("\(event.message)"))\(told)\n".utf8))
    case .json:
      let text = JSONText { writer in
        writer.beginObject()
        writer.member("at")
        writer.time(now)
        writer.member("level")
        writer.string("\(event.level)")
        writer.member("message")
        writer.string("\(event.message)")
        for (key, value) in facts {
          writer.member(named: key)
          writer.string("\(value)")
        }
        writer.endObject()
      }
      output.sink.write(text.bytes + [UInt8(ascii: "\n")])
    }
  }

  private static func oneLine(_ text: String) -> String {
    text.contains(where: \.isNewline) ? text.split(whereSeparator: \.isNewline).joined(separator: " ") : text
  }

  private static func now() -> Timestamp {
    var reading = timespec()
    clock_gettime(CLOCK_REALTIME, &reading)
    return Timestamp(milliseconds: reading.tv_sec * 1000 + reading.tv_nsec / 1_000_000)
  }
}

extension Logger.Level {
  fileprivate var severity: Int {
    switch self {
    case .trace: 0
    case .debug: 1
    case .info: 2
    case .notice: 3
    case .warning: 4
    case .error: 5
    case .critical: 6
    }
  }

  init(_ level: LogLevel) {
    self =
      switch level {
      case .trace: .trace
      case .debug: .debug
      case .info: .info
      case .notice: .notice
      case .warning: .warning
      case .error: .error
      case .critical: .critical
      }
  }
}

extension Logger.Level {
  init(_ level: TransportLogLevel) {
    switch level {
    case .debug: self = .debug
    case .info: self = .info
    case .warning: self = .warning
    case .error: self = .error
    }
  }
}
