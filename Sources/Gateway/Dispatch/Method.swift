internal import GatewayCore
package import JSON
package import JSONRPC

/// One wire method: its name, what it touches, its params and what it does.
///
/// One conforming type per file.
package protocol Method: Sendable {
  associatedtype Params: MethodParams
  static var name: StaticString { get }
  static var traits: MethodTraits { get }

  /// What a call touches, which decides what it waits for.
  static func touch(_ params: Params, _ services: GatewayServices) -> Touch

  /// The device that a call is about, when it is about one.
  static func device(_ params: Params, _ services: GatewayServices) -> Int?

  /// Looks for what is wrong with params beyond what reading them showed: asked before a call is refused for another
  /// reason, so that a wrong one is told what is wrong with it.
  static func check(_ params: Params, _ services: GatewayServices) async throws

  /// Writes the members of the result object.
  ///
  /// - Throws: `GatewayError`, `JSONReadError` for params that are wrong in a way that only shows now, or `RPCError`.
  static func run(_ params: Params, in context: MethodContext, into result: inout JSONWriter) async throws
}

extension Method {
  package static func device(_ params: Params, _ services: GatewayServices) -> Int? { nil }
  package static func check(_ params: Params, _ services: GatewayServices) async throws {}
}

/// A method that often has its answer at hand: then no task is needed for it.
package protocol PromptMethod: Method {
  /// Writes the members of the result object; returns false, with nothing done, when ``run(_:in:into:)`` has to wait
  /// for something.
  ///
  /// - Throws: as ``run(_:in:into:)`` does.
  static func answerAtOnce(_ params: Params, _ services: GatewayServices, into result: inout JSONWriter) throws -> Bool
}

/// The params of a method, read strictly.
package protocol MethodParams: JSONReadable, Sendable {
  /// All members there are; `protocol/openrpc.json` names the same.
  static var members: [StaticString] { get }
  /// Those of them that must be there.
  static var required: [StaticString] { get }
}

extension MethodParams {
  package static var required: [StaticString] { [] }
}

/// A method that takes nothing.
package struct NoParams: MethodParams {
  package static let members: [StaticString] = []

  package init(reading value: JSONValue) throws(JSONReadError) {
    try value.readMembers(NoParams.members) { (_, _) throws(JSONReadError) in }
  }
}

/// What the gateway must know of a method before it runs.
package struct MethodTraits: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// May keep a processor busy for long.
  package static let heavy = MethodTraits(rawValue: 1)
  /// Changes a device, its record or an operation: it is told in the audit.
  package static let audited = MethodTraits(rawValue: 2)
  /// Refused by `--read-only`, after its params were checked.
  package static let changesDevices = MethodTraits(rawValue: 4)
  /// Is about devices upstream: faults without a method of their own meet it.
  package static let reachesDevices = MethodTraits(rawValue: 8)
}

/// What a method gets to work with.
package struct MethodContext: Sendable {
  package let services: GatewayServices
  package let call: Call
  let note: AuditNote?

  /// The call has had its effect: it is told in the audit, and later calls about the same thing may start, though its
  /// answer is not ready.
  func effectIsDone() {
    note?.tell(outcome: nil, operation: call.storedOperation)
    call.effectIsDone()
  }
}
