internal import GatewayCore
internal import Synchronization

/// What lies below the layers in a test: it does what a closure says, and remembers what reached it.
final class ScriptedUpstream: Transport {
  private let script: @Sendable (TransportRequest, Int) async throws(TransportFailure) -> TransportResponse
  private let requests = Mutex<[TransportRequest]>([])

  /// - Parameter script: gets the request and its number, from 1.
  init(_ script: @escaping @Sendable (TransportRequest, Int) async throws(TransportFailure) -> TransportResponse) {
    self.script = script
  }

  /// In the order in which they came.
  var received: [TransportRequest] { requests.withLock { $0 } }

  func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
    let number = requests.withLock { requests in
      requests.append(request)
      return requests.count
    }
    return try await script(request, number)
  }
}

extension TransportResponse {
  static func json(_ text: String, status: Int = 200, headers: [HeaderField] = []) -> TransportResponse {
    TransportResponse(
      status: status, headers: HeaderFields([HeaderField("Content-Type", "application/json")] + headers),
      body: Array(text.utf8))
  }

  var text: String { String(decoding: body, as: UTF8.self) }
}
