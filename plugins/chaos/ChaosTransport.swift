internal import Synchronization
internal import TransportModule

/// The module `chaos`: `chaos+URL` makes requests meet faults, the same ones for the same seed.
final class ChaosTransport: ModuleInstance {
  static let name = "chaos"
  static let version = "0.1.0"
  static let schemes = ["chaos"]
  static let wrapping = ["chaos"]
  static let options = ChaosSettings.options

  private let host: ModuleHost
  private let settings: ChaosSettings
  private let plan: Mutex<ChaosPlan>
  private let calls: OpenCalls

  init(setup: ModuleSetup, host: ModuleHost) throws(ModuleSetupError) {
    settings = try ChaosSettings(setup)
    plan = Mutex(ChaosPlan(settings))
    calls = OpenCalls(host)
    self.host = host
  }

  func send(_ request: ModuleRequest, call: UInt64) {
    guard let fault = plan.withLock({ $0.next(for: request) }) else {
      return calls.forward(request, call: call) { .now($0) }
    }
    // Without the query, which is not needed to know the request again.
    host.log(.debug, "\(fault.kind.rawValue) for \(request.method) \(request.target.prefix { $0 != "?" })")
    meet(fault, request, call: call)
  }

  func cancel(call: UInt64) {
    calls.cancel(call)
  }

  func close() {
    calls.close()
  }

  private func meet(_ fault: Fault, _ request: ModuleRequest, call: UInt64) {
    var numbers = fault.numbers
    switch fault.kind {
    case .latency:
      calls.forward(request, call: call, after: milliseconds(&numbers)) { .now($0) }
    case .connect:
      host.complete(call, BrokenAnswer.connectFailed)
    case .resetBefore:
      host.complete(call, BrokenAnswer.reset)
    case .resetAfter:
      calls.forward(request, call: call) { .now($0.outcome == .answered ? BrokenAnswer.reset : $0) }
    case .rateLimited:
      host.complete(call, BrokenAnswer.rateLimited(retryAfter: settings.retryAfterSeconds))
    case .serverError:
      fail(request, call: call, &numbers)
    case .drip:
      let (base, slowest) = (milliseconds(&numbers), settings.latencyMilliseconds.upperBound)
      calls.forward(request, call: call) { answer in
        guard answer.outcome == .answered else { return .now(answer) }
        // The longer the body the later, within bounds.
        return .later(answer, milliseconds: base + slowest * min(answer.body.count, 1 << 16) >> 16)
      }
    case .truncated:
      change(request, call: call, numbers) { BrokenAnswer.truncated($0, &$1) }
    case .garbage:
      change(request, call: call, numbers) { BrokenAnswer.garbage($0, &$1) }
    case .contentType:
      change(request, call: call, numbers) { answer, _ in BrokenAnswer.wrongContentType(answer) }
    }
  }

  /// Makes something else of what upstream answered; why there is no answer is told as it is.
  private func change(
    _ request: ModuleRequest, call: UInt64, _ numbers: ChaosNumbers,
    _ work: @escaping @Sendable (ModuleAnswer, inout ChaosNumbers) -> ModuleAnswer
  ) {
    calls.forward(request, call: call) { answer in
      guard answer.outcome == .answered else { return .now(answer) }
      var numbers = numbers
      return .now(work(answer, &numbers))
    }
  }

  /// 503 says "not now", so upstream must not hear of the request; the others leave it open.
  private func fail(_ request: ModuleRequest, call: UInt64, _ numbers: inout ChaosNumbers) {
    let statuses: [Int32] = [500, 502, 503, 504]
    let status = statuses[numbers.index(below: statuses.count)]
    let error = BrokenAnswer.serverError(status, asPage: numbers.coin())
    if status == 503 || numbers.coin() { return host.complete(call, error) }
    calls.forward(request, call: call) { .now($0.outcome == .answered ? error : $0) }
  }

  private func milliseconds(_ numbers: inout ChaosNumbers) -> Int {
    let range = settings.latencyMilliseconds
    return range.lowerBound + numbers.index(below: range.count)
  }
}
