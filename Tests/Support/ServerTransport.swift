package import ControlServer
package import GatewayCore
internal import Synchronization

/// The Control API server in this process, as a transport: no socket, no time passes, and what went through is counted.
package final class ServerTransport: Transport {
  package let server: ControlServer
  private let sent = Mutex<[TransportRequest]>([])

  package init(_ server: ControlServer) {
    self.server = server
  }

  /// All requests so far, oldest first.
  package var requests: [TransportRequest] { sent.withLock { $0 } }

  package func forgetRequests() {
    sent.withLock { $0 = [] }
  }

  package func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
    sent.withLock { $0.append(request) }
    let answer = server.respond(
      to: ControlRequest(
        request.method.rawValue, "/api/v1" + request.target, headers: request.headers.map { ($0.name, $0.value) },
        body: request.body ?? []))
    switch answer.delivery {
    case .whole: break
    case .close: throw TransportFailure(mayHaveArrived: true, .closed, "the connection ended before an answer")
    case .hang: throw TransportFailure(mayHaveArrived: true, .timedOut, "no answer came in time")
    case .cut:
      var failure = TransportFailure(mayHaveArrived: true, .closed, "the connection ended within the answer")
      failure.status = answer.status
      failure.body = Array(answer.body.prefix(answer.body.count / 2))
      throw failure
    }
    return TransportResponse(
      status: answer.status, headers: HeaderFields(answer.headers.map { HeaderField($0.name, $0.value) }),
      body: answer.body)
  }
}
