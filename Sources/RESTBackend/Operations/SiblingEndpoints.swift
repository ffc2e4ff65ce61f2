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
  private let state = Mutex(State())

  init(_ client: ControlClient) {
    variables = DeviceVariables(client)
    log = DeviceLog(client)
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

  /// Whether values can be read where upstream keeps them; a question that fails is asked again.
  func haveVariables(_ device: Int) async -> Bool {
    if let known = state.withLock({ $0.variablesAreThere }) { return known }
    guard let answer = try? await variables.isThere(device) else { return false }
    state.withLock { $0.variablesAreThere = answer }
    return answer
  }

  func haveLog(_ device: Int) async -> Bool {
    if let known = state.withLock({ $0.logIsThere }) { return known }
    guard let answer = try? await log.isThere(device) else { return false }
    state.withLock { $0.logIsThere = answer }
    return answer
  }
}
