internal import GatewayCore
internal import JSON
package import Simulator
internal import Synchronization

/// The Control API over a simulated fleet, without any socket: a request goes in, an answer comes out.
package final class ControlServer: Sendable {
  package let simulation: Simulation
  let router: Router
  let state: Mutex<State>
  let accessLog = Mutex(AccessLog())
  let deviceLog = Mutex(DeviceLog())
  let faults: Mutex<FaultPlan>

  struct State: Sendable {
    var switches: ControlSwitches
    var tokens: [ControlToken]
    var limiter = RateLimiter()
    var lastOperation = 90_000
    /// Devices whose password was set, or cleared, by a client.
    var passwords: [Int: Bool] = [:]
    var selfActing = SelfActing()
  }

  /// The token that is taken where nobody said another.
  package static let usualToken = "control-sim"

  /// - Parameter tokens: those that are taken; without any, none is asked for.
  package init(
    _ simulation: Simulation, switches: ControlSwitches = ControlSwitches(),
    tokens: [ControlToken] = [ControlToken(ControlServer.usualToken)]
  ) {
    self.simulation = simulation
    router = Router(EndpointTable.all)
    state = Mutex(State(switches: switches, tokens: tokens))
    faults = Mutex(FaultPlan(seed: switches.faultSeed))
    _ = simulation.watch { [weak self] change in self?.note(change) }
    simulation.watchTransactions { [weak self] transaction in self?.note(transaction) }
    scheduleSelfActing()
  }

  /// How the server behaves; may be changed at any time.
  package var switches: ControlSwitches {
    get { state.withLock { $0.switches } }
    set {
      let seed = state.withLock { state in
        defer { state.switches = newValue }
        return state.switches.faultSeed == newValue.faultSeed ? nil : newValue.faultSeed
      }
      if let seed { faults.withLock { $0.reseed(seed) } }
      scheduleSelfActing()
    }
  }

  /// Answers a request; what the answer says about delay and delivery is the caller's to do.
  package func answer(_ request: ControlRequest) async -> ControlAnswer {
    respond(to: request)
  }

  /// The same for callers that do not wait: nothing in here ever does.
  package func respond(to request: ControlRequest) -> ControlAnswer {
    let (path, queryText) = ControlServer.split(request.target)
    if path.utf8.starts(with: Steering.prefix.utf8) { return steer(request, path) }
    let switches = switches
    if path == OpenAPIDocument.path[...] { return OpenAPIDocument.answer(request.method) }
    let match = router.match(path, switches)
    let template = match?.template ?? "-"
    let fault = faults.withLock { $0.next(request.method, template, switches) }
    var answer: ControlAnswer
    if let fault, !fault.acted {
      answer = ControlAnswer(200)
    } else {
      answer = process(request, path, queryText, match, switches)
    }
    if let fault { fault.apply(to: &answer, switches) }
    answer.delay += switches.latency
    if switches.updateStatusLatency > 0, let query = try? Query(queryText),
      query.flag("update_status") || query.flag("force_update")
    {
      answer.delay += switches.updateStatusLatency
    }
    let status = answer.delivery == .whole || answer.delivery == .cut ? answer.status : 0
    accessLog.withLock { $0.add(request.method, template, request.target, status) }
    return answer
  }

  /// The path and the query of a request target, which may be an absolute URL too.
  private static func split(_ target: String) -> (path: Substring, query: Substring) {
    var rest = target[...]
    if rest.utf8.first != UInt8(ascii: "/"), let scheme = rest.utf8.firstIndex(of: UInt8(ascii: ":")) {
      let authority = rest.utf8[scheme...].dropFirst(3)
      rest = authority.firstIndex(of: UInt8(ascii: "/")).map { rest[$0...] } ?? "/"
    }
    guard let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (rest, "") }
    return (rest[..<mark], rest[rest.utf8.index(after: mark)...])
  }

  // MARK: One call

  private func process(
    _ request: ControlRequest, _ path: Substring, _ queryText: Substring, _ match: Router.Match?,
    _ switches: ControlSwitches
  ) -> ControlAnswer {
    do throws(APIError) {
      return try call(request, path, queryText, match, switches)
    } catch {
      return error.answer(switches)
    }
  }

  private func call(
    _ request: ControlRequest, _ path: Substring, _ queryText: Substring, _ match: Router.Match?,
    _ switches: ControlSwitches
  ) throws(APIError) -> ControlAnswer {
    guard let match else { throw .notFound }
    guard match.hasSlash else { return try redirect(path, queryText, switches) }
    let token = try authorize(request, switches)
    if switches.requestsPerMinute > 0 {
      let now = simulation.clock.now
      let wait = state.withLock { $0.limiter.take(token.text, at: now, perMinute: switches.requestsPerMinute) }
      if let wait {
        var error = APIError(429, "Request was throttled. Expected available in \(wait) seconds.")
        if switches.retryAfter > 0 { error.retryAfter = wait }
        throw error
      }
    }
    guard let endpoint = match.candidates.first(where: { $0.method == request.method }) else {
      var error = APIError(405, "Method \"\(JSONReadError.clip(request.method))\" not allowed.")
      error.allow = match.candidates.map(\.method)
      throw error
    }
    guard token.rights == .full || token.rights == .read && request.method == "GET" else {
      throw switches.refusedRight == .forbidden ? .forbidden : .unauthorized
    }
    let exchange = Exchange(
      server: self, request: request, endpoint: endpoint, key: try key(match.key, switches), path: path,
      query: try Query(queryText), switches: switches, token: token)
    return try endpoint.handler(exchange)
  }

  private func key(_ raw: Substring?, _ switches: ControlSwitches) throws(APIError) -> String {
    guard let raw else { return "" }
    guard let key = PercentEncoding.decoded(raw, isForm: false) else { throw .notFound }
    guard switches.takesEncodedSlash || !key.utf8.contains(UInt8(ascii: "/")) else { throw .notFound }
    return key
  }

  private func redirect(
    _ path: Substring, _ query: Substring, _ switches: ControlSwitches
  ) throws(APIError) -> ControlAnswer {
    guard switches.slashless == .redirect else { throw .notFound }
    return ControlAnswer(301, headers: [("Location", path + "/" + (query.isEmpty ? "" : "?" + query))])
  }

  /// - Throws: 401 for a request without a token that is taken.
  private func authorize(_ request: ControlRequest, _ switches: ControlSwitches) throws(APIError) -> ControlToken {
    let tokens = state.withLock { $0.tokens }
    guard !tokens.isEmpty else { return ControlToken("") }
    guard let header = request.header("Authorization") else { throw .unauthorized }
    for token in tokens where ControlServer.forms(of: token.text, switches.authScheme).contains(header) {
      return token
    }
    throw .unauthorized
  }

  private static func forms(of token: String, _ scheme: AuthScheme) -> [String] {
    switch scheme {
    case .bearer: ["Bearer " + token]
    case .token: ["Token " + token]
    case .bare: [token]
    case .any: ["Bearer " + token, "Token " + token, token]
    }
  }
}
