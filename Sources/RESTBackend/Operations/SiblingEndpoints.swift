internal import GatewayCore
internal import Synchronization

/// Endpoints beyond the core pages: each is asked for once, and used where it is there (control-api.md 8).
final class SiblingEndpoints: Sendable {
  private struct State: Sendable {
    var variablesAreThere: Bool?
    var logIsThere: Bool?
    /// Work that was seen to end tells no values, though it was a `get`.
    var transactionsTellNothing = false
    var transactionsTellValues = false
    var transactionsTellStatus = false
    var transactionsHaveIDs = false
    var variablesAskedAgainAt: Timestamp?
    var logAskedAgainAt: Timestamp?
  }

  /// Where the values of a `get` appear (control-api.md 7.3).
  enum HeadlessResults {
    case transaction
    case variables
    case log
    case none
    /// Nobody has asked yet.
    case unprobed

    var rawValue: StaticString {
      switch self {
      case .transaction: "transaction"
      case .variables: "variables"
      case .log: "log"
      case .none: "none"
      case .unprobed: "unprobed"
      }
    }
  }

  let variables: DeviceVariables
  let log: DeviceLog
  private let clock: any GatewayClock
  private let state = Mutex(State())

  init(_ client: ControlClient) {
    variables = DeviceVariables(client)
    log = DeviceLog(client)
    clock = client.clock
  }

  /// As far as is known.
  var headlessResults: HeadlessResults {
    state.withLock { state in
      if state.transactionsTellValues { return .transaction }
      if state.variablesAreThere == true { return .variables }
      if state.logIsThere == true, state.transactionsTellNothing { return .log }
      if state.transactionsTellNothing { return .none }
      return state.variablesAreThere == nil ? .unprobed : .transaction
    }
  }

  func transactionsTell(values: Bool) {
    state.withLock { state in
      state.transactionsTellValues = state.transactionsTellValues || values
      state.transactionsTellNothing = !state.transactionsTellValues
    }
  }

  /// Whether the values of a `get` were seen where they need not be looked for in the log.
  var valuesAreTold: Bool { state.withLock { $0.transactionsTellValues || $0.variablesAreThere == true } }

  /// Whether the list of transactions was seen to tell how far they are.
  var transactionsTellStatus: Bool { state.withLock { $0.transactionsTellStatus } }

  func transactionsTell(status: Bool) {
    state.withLock { $0.transactionsTellStatus = $0.transactionsTellStatus || status }
  }

  /// Whether values can be read where upstream keeps them; a question that fails is asked again a while later.
  func haveVariables(_ device: Int) async -> Bool {
    if let known = state.withLock({
      $0.variablesAreThere ?? ($0.variablesAskedAgainAt.map { $0 > clock.now } == true ? false : nil)
    }) {
      return known
    }
    let answer = try? await variables.isThere(device)
    state.withLock { state in
      state.variablesAreThere = answer
      state.variablesAskedAgainAt = clock.now.advanced(bySeconds: SiblingEndpoints.pause)
    }
    return answer ?? false
  }

  func haveLog(_ device: Int) async -> Bool {
    if let known = state.withLock({ $0.logIsThere ?? ($0.logAskedAgainAt.map { $0 > clock.now } == true ? false : nil) }
    ) {
      return known
    }
    let answer = try? await log.isThere(device)
    state.withLock { state in
      state.logIsThere = answer
      state.logAskedAgainAt = clock.now.advanced(bySeconds: SiblingEndpoints.pause)
    }
    return answer ?? false
  }

  /// Seconds before a question that failed is asked again.
  private static let pause = 60.0

  /// Answers to a POST were seen to tell an id, by which its transaction is found.
  var idsAreTold: Bool { state.withLock { $0.transactionsHaveIDs } }

  func transactionsHaveIDs() {
    state.withLock { $0.transactionsHaveIDs = true }
  }
}
