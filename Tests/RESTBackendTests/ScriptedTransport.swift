internal import ControlServer
internal import GatewayCore
internal import Synchronization
internal import TestSupport

/// The Control API server as a transport, with answers of the test's own in front of it where it wants them.
final class ScriptedTransport: Transport {
  /// What a request meets in place of the server.
  enum Outcome: Sendable {
    case answer(TransportResponse)
    case failure(TransportFailure)
    /// The server does it, and this is what comes back.
    case afterwards(@Sendable (TransportResponse) -> Outcome)
  }

  private struct Rule: Sendable {
    let matches: @Sendable (TransportRequest) -> Bool
    let outcome: @Sendable (TransportRequest) -> Outcome
    var times: Int
    /// What the request waits for first.
    var gate: Gate?
  }

  private struct State: Sendable {
    var rules: [Rule] = []
    var requests: [TransportRequest] = []
  }

  private let server: ServerTransport
  private let state = Mutex(State())

  init(_ server: ControlServer) {
    self.server = ServerTransport(server)
  }

  /// All requests so far, those that never reached the server included.
  var requests: [TransportRequest] { state.withLock { $0.requests } }

  func forgetRequests() {
    state.withLock { $0.requests = [] }
  }

  /// The next requests of that method whose target begins so meet `outcome`.
  func script(
    _ method: TransportRequest.Method? = nil, _ target: String = "", times: Int = 1,
    _ outcome: @escaping @Sendable (TransportRequest) -> Outcome
  ) {
    let rule = Rule(
      matches: { ($0.method == method ?? $0.method) && $0.target.hasPrefix(target) }, outcome: outcome, times: times)
    state.withLock { $0.rules.append(rule) }
  }

  /// The next requests of that kind reach the server when the gate opens.
  func hold(_ method: TransportRequest.Method? = nil, _ target: String = "", times: Int = 1, _ gate: Gate) {
    let rule = Rule(
      matches: { ($0.method == method ?? $0.method) && $0.target.hasPrefix(target) },
      outcome: { _ in .afterwards { .answer($0) } }, times: times, gate: gate)
    state.withLock { $0.rules.append(rule) }
  }

  func answer(
    _ method: TransportRequest.Method? = nil, _ target: String = "", times: Int = 1, status: Int = 200,
    headers: [HeaderField] = [], _ body: String = ""
  ) {
    let response = TransportResponse(status: status, headers: HeaderFields(headers), body: Array(body.utf8))
    script(method, target, times: times) { _ in .answer(response) }
  }

  /// The next requests of any kind are answered by this.
  func answer(_ body: String, times: Int = 1) {
    answer(nil, "", times: times, body)
  }

  func fail(
    _ method: TransportRequest.Method? = nil, _ target: String = "", times: Int = 1, hasArrived: Bool = true,
    _ reason: TransportFailure.Reason = .closed, _ message: String = "the connection ended"
  ) {
    script(method, target, times: times) { _ in
      .failure(TransportFailure(mayHaveArrived: hasArrived, reason, message))
    }
  }

  func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
    let rule: Rule? = state.withLock { state in
      state.requests.append(request)
      guard let place = state.rules.firstIndex(where: { $0.matches(request) }) else { return nil }
      state.rules[place].times -= 1
      let rule = state.rules[place]
      if rule.times == 0 { state.rules.remove(at: place) }
      return rule
    }
    guard let rule else { return try await server.send(request) }
    await rule.gate?.wait()
    var outcome = rule.outcome(request)
    if case .afterwards(let change) = outcome { outcome = change(try await server.send(request)) }
    switch outcome {
    case .answer(let response): return response
    case .failure(let failure): throw failure
    case .afterwards: return try await server.send(request)
    }
  }
}
