internal import GatewayCore
internal import Synchronization

/// The transport of one URL, whose modules are loaded with the first request.
final class TransportStack: Transport {
  private let url: TransportURL
  private let host: TransportHost
  private let top = Mutex<(any Transport)?>(nil)

  init(_ url: TransportURL, _ host: TransportHost) {
    self.url = url
    self.host = host
  }

  func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
    try await opened().send(request)
  }

  /// What cannot be opened is tried again with the next request: somebody may have put it right.
  private func opened() throws(TransportFailure) -> any Transport {
    try top.withLock { (top) throws(TransportFailure) in
      if let top { return top }
      do throws(TransportHostError) {
        let opened = try host.openLayers(of: url)
        top = opened
        return opened
      } catch {
        throw TransportFailure(mayHaveArrived: false, .refused, error.message)
      }
    }
  }
}
