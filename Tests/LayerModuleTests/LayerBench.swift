internal import GatewayCore
internal import JSON
internal import Synchronization
internal import TransportHost

/// The built modules over a scripted upstream, as a session has them.
final class LayerBench: Sendable {
  let upstream: ScriptedUpstream
  private let host: TransportHost
  private let transport: any Transport
  private let log: Log

  private final class Log: Sendable {
    let lines = Mutex<[(level: TransportLogLevel, text: String)]>([])
  }

  /// - Parameter options: as on the command line, `tape.file=…`.
  init(
    _ url: String, _ options: [String] = [],
    upstream script: @escaping @Sendable (TransportRequest, Int) async throws(TransportFailure) -> TransportResponse = {
      (_, _) throws(TransportFailure) in .json("{}")
    }
  ) throws {
    let log = Log()
    self.log = log
    upstream = ScriptedUpstream(script)
    host = TransportHost(
      places: ModulePlaces(pluginDirectory: nil, executable: "/proc/self/exe"),
      options: try options.map { try TransportOption($0) }
    ) { level, text in log.lines.withLock { $0.append((level, text)) } }
    host.register(scheme: "https", transport: upstream)
    transport = try host.open(try TransportURL(url))
  }

  func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
    try await transport.send(request)
  }

  func get(_ target: String) async throws(TransportFailure) -> TransportResponse {
    try await send(TransportRequest(.get, target))
  }

  func send(
    _ method: TransportRequest.Method, _ target: String, _ body: String, headers: [HeaderField] = []
  ) async throws(TransportFailure) -> TransportResponse {
    var request = TransportRequest(method, target)
    request.headers = headers
    request.body = Array(body.utf8)
    return try await send(request)
  }

  func send(_ body: [UInt8]) async throws(TransportFailure) -> TransportResponse {
    var request = TransportRequest(.post, "/x/")
    request.body = body
    return try await send(request)
  }

  /// Why a request fails; nil when it is answered.
  func failure(of request: TransportRequest) async -> TransportFailure? {
    do throws(TransportFailure) {
      _ = try await send(request)
      return nil
    } catch {
      return error
    }
  }

  func close() {
    host.close()
  }

  func logged(_ level: TransportLogLevel) -> [String] {
    log.lines.withLock { $0 }.filter { $0.level == level }.map(\.text)
  }
}
