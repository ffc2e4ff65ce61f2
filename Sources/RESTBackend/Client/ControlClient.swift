internal import GatewayCore
internal import JSON
internal import Synchronization

/// Makes calls of the API: with the token, within the rate, and again where that is safe and could help.
final class ControlClient: Sendable {
  let clock: any GatewayClock
  let settings: RESTSettings
  let token: AccessToken
  let limiter: RequestLimiter
  private let transport: any Transport
  /// Upstream has answered something, whatever it was.
  private let hasBeenAnswered = Atomic(false)
  /// It has answered something with a success.
  private let hasSucceeded = Atomic(false)

  /// A read, or a write that may be repeated, is tried again within so many seconds (protocol.md 8).
  static let longestTrying = 60.0
  /// A longer `Retry-After` is told, not waited for.
  static let longestWait = 10.0

  init(_ transport: any Transport, token: AccessToken, clock: any GatewayClock, settings: RESTSettings) {
    self.transport = transport
    self.token = token
    self.clock = clock
    self.settings = settings
    limiter = RequestLimiter(clock: clock, rate: settings.rate, maxInFlight: settings.maxConnections)
  }

  /// Makes a call whose answer is of no interest beyond its success.
  @discardableResult
  func perform(_ call: APICall) async throws(APIFailure) -> TransportResponse {
    try await attempt(call) { response in response }
  }

  /// Makes a call and reads the JSON of its answer; one that cannot be read counts as lost.
  func read<Value: Sendable>(
    _ call: APICall, _ parse: @Sendable (JSONValue) throws(JSONReadError) -> Value
  ) async throws(APIFailure) -> Value {
    try await attempt(call) { (response) throws(APIFailure) in try ControlClient.parsed(response, parse) }
  }

  /// Reads one device; the answer is what an error shows when the record contradicts what was asked for.
  func record(_ call: APICall) async throws(APIFailure) -> (ControlRecord, TransportResponse) {
    try await attempt(call) { (response) throws(APIFailure) in (try ControlClient.record(response), response) }
  }

  /// - Throws: `lost` for a body that is no record of a device.
  static func record(_ response: TransportResponse) throws(APIFailure) -> ControlRecord {
    if let record = RecordScanner.record(response.body) { return record }
    return try parsed(response) { (value) throws(JSONReadError) in try ControlRecord(reading: value) }
  }

  /// Reads a page of a list of devices.
  func page(_ call: APICall) async throws(APIFailure) -> RecordPage<ControlRecord> {
    try await attempt(call) { (response) throws(APIFailure) in
      if let page = RecordPage(scanning: response.body) { return page }
      return try ControlClient.parsed(response) { (value) throws(JSONReadError) in
        try RecordPage(reading: value) { (row) throws(JSONReadError) in try ControlRecord(reading: row) }
      }
    }
  }

  /// - Throws: `lost` for a body that is no JSON, or not the JSON that is expected.
  static func parsed<Value>(
    _ response: TransportResponse, _ parse: (JSONValue) throws(JSONReadError) -> Value
  ) throws(APIFailure) -> Value {
    let reason: String
    do throws(JSONParseError) {
      let document = try JSONDocument(parsing: response.body.span)
      let outcome: Result<Value, JSONReadError> = document.read { root in
        do throws(JSONReadError) {
          return .success(try parse(root))
        } catch {
          return .failure(error)
        }
      }
      switch outcome {
      case .success(let value): return value
      case .failure(let error): reason = error.message
      }
    } catch {
      reason = "it is no JSON"
    }
    var failure = TransportFailure(
      mayHaveArrived: true, .garbled, "the answer of upstream cannot be understood: \(reason)")
    failure.status = response.status
    failure.body = Array(response.body.prefix(APIProblem.mostDetail))
    throw .lost(failure)
  }

  /// One request as it is, with the token if there is one: for looking whether upstream can be spoken to.
  func look(_ path: APIPath) async -> Result<TransportResponse, TransportFailure> {
    let secret = (try? token.value()) ?? nil
    do throws(TransportFailure) {
      return .success(try await transport.send(request(for: .get(path), secret)))
    } catch {
      return .failure(error)
    }
  }

  /// Whether upstream has an endpoint beyond the core pages.
  ///
  /// Asked once, and for a short time: nobody is to wait for what is optional.
  func hasEndpoint(_ path: APIPath) async throws(APIFailure) -> Bool {
    var call = APICall.get(path, .evidence)
    call.mostTries = 1
    call.timeLimit = min(ControlClient.longestProbe, settings.requestTimeout)
    do throws(APIFailure) {
      try await perform(call)
      return true
    } catch {
      // Other answers tell of the token or of the moment, and none tells nothing.
      guard let status = error.status, ![401, 408, 429, 503].contains(status) else { throw error }
      return false
    }
  }

  private static let longestProbe = 5.0

  // MARK: Tries

  private func attempt<Value: Sendable>(
    _ call: APICall, _ use: (TransportResponse) throws(APIFailure) -> Value
  ) async throws(APIFailure) -> Value {
    let begin = clock.now
    var tries = 0
    // What left it open whether upstream has acted, in this try or in one before.
    var doubt: APIFailure?
    while true {
      tries += 1
      do throws(APIFailure) {
        return try use(try await once(call))
      } catch {
        if call.isDoneWhenGone, doubt != nil, error.status == 404 { return try use(TransportResponse(status: 204)) }
        if error.mayHaveActed { doubt = error }
        // That this try did nothing says nothing of the one before; a 404 is looked into by who asked.
        let failure = call.repetition == .write && error.status != 404 ? doubt ?? error : error
        guard call.repetition != .never, helpsToRepeat(error), tries < call.mostTries,
          !(call.repetition == .write && error.status == 409)
        else { throw failure }
        var wait = settings.retry.backoff(repetition: tries - 1, jitter: settings.jitter())
        if case .answered(let problem) = error, let asked = problem.retryAfter {
          guard asked <= ControlClient.longestWait else { throw failure }
          wait = asked
        }
        let spent = clock.now.seconds(since: begin)
        guard spent + wait < ControlClient.longestTrying else { throw failure }
        // Nothing was done that a cancel would hide, unless an earlier try of a write may have acted.
        guard await clock.sleep(seconds: wait) else {
          throw doubt == nil || call.repetition == .read ? .cancelled : failure
        }
      }
    }
  }

  /// Whether trying again soon could help.
  ///
  /// A connection that cannot be made is tried again only where one could be made before: who has mistaken a port hears of
  /// it at once, and who has lost the connection for a moment does not.
  private func helpsToRepeat(_ failure: APIFailure) -> Bool {
    guard case .nothingSent(let failure) = failure else { return failure.isPassing }
    return hasBeenAnswered.load(ordering: .relaxed) && [.connect, .closed, .timedOut, .other].contains(failure.reason)
  }

  /// One request and its answer, which is a 2xx.
  private func once(_ call: APICall) async throws(APIFailure) -> TransportResponse {
    let secret: String?
    do throws(GatewayError) {
      secret = try token.value()
    } catch {
      throw .refused(error)
    }
    guard await limiter.acquire(call.priority) else { throw .cancelled }
    defer { limiter.release() }
    let request = request(for: call, secret)
    let response: TransportResponse
    do throws(TransportFailure) {
      response = call.repetition == .read ? try await transport.send(request) : try await sendToTheEnd(request)
    } catch {
      if error.reason == .cancelled, !error.mayHaveArrived || call.repetition == .read { throw .cancelled }
      throw error.mayHaveArrived ? .lost(error) : .nothingSent(error)
    }
    hasBeenAnswered.store(true, ordering: .relaxed)
    guard 200..<300 ~= response.status else {
      if response.status == 401 { token.forget() }
      throw .answered(APIProblem(response, now: clock.now))
    }
    hasSucceeded.store(true, ordering: .relaxed)
    return response
  }

  /// Upstream has never answered with a success: perhaps this is not the API at all.
  var isStrange: Bool { !hasSucceeded.load(ordering: .relaxed) }

  /// A write that may have left is not stopped by a cancel (protocol.md 5).
  private func sendToTheEnd(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
    let transport = transport
    let work = Task { () async -> Result<TransportResponse, TransportFailure> in
      do throws(TransportFailure) {
        return .success(try await transport.send(request))
      } catch {
        return .failure(error)
      }
    }
    return try await work.value.get()
  }

  private func request(for call: APICall, _ secret: String?) -> TransportRequest {
    var request = TransportRequest(
      call.method, call.path.text, timeLimit: call.timeLimit ?? settings.requestTimeout,
      maxResponseBytes: settings.maxResponseBytes)
    let scheme = settings.authScheme
    if let secret {
      request.headers = [HeaderField("Authorization", scheme == .none ? secret : "\(scheme.rawValue) \(secret)")]
    }
    request.headers.append(HeaderField("Accept", "application/json"))
    if let body = call.body {
      request.headers.append(HeaderField("Content-Type", "application/json"))
      request.body = body.bytes
    }
    return request
  }
}
