internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import MockBackend

/// A call of one method: what every call goes through, whatever its params are.
class MethodBody: CallBody, @unchecked Sendable {
  // @unchecked: a class with a subclass is never checked; both hold only constants that are Sendable.
  let entry: MethodEntry
  let services: GatewayServices
  /// The params as the audit tells them; nil when the call is not told there.
  let audited: JSONText?

  init(_ entry: MethodEntry, _ services: GatewayServices, audited: JSONText?) {
    self.entry = entry
    self.services = services
    self.audited = audited
  }

  final var touch: Touch { entry.touch(self) }
  final var isHeavy: Bool { entry.traits.contains(.heavy) }
  final var mayHaveChangedSomething: Bool { entry.traits.contains(.changesDevices) }

  final func answerAtOnce(_ call: Call, into result: inout JSONWriter) throws(RPCError) -> Bool {
    guard let answer = entry.answerAtOnce, audited == nil, services.mock?.faults.isArmed != true else { return false }
    do {
      return try answer(self, &result)
    } catch {
      throw RPCError(anything: error)
    }
  }

  final func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {
    guard let audited else { return try await runTelling(call, nil, into: &result) }
    let note = AuditNote(entry.name, params: audited, services: services) { [self] in entry.device(self) }
    do throws(RPCError) {
      try await runTelling(call, note, into: &result)
      note.tell(outcome: nil, operation: call.storedOperation)
    } catch {
      note.tell(outcome: error.kind, operation: call.storedOperation)
      throw error
    }
  }

  private func runTelling(_ call: Call, _ note: AuditNote?, into result: inout JSONWriter) async throws(RPCError) {
    let context = MethodContext(services: services, call: call, note: note)
    do {
      if services.options.isReadOnly, mayHaveChangedSomething, entry.changesSomething(self) {
        try await entry.check(self)
        throw GatewayError(.readOnly, hint: "start cpegate without --read-only to change devices")
      }
      if let fault = takeFault() {
        try await meet(fault, context, into: &result)
      } else {
        try await entry.run(self, context, &result)
      }
    } catch {
      throw RPCError(anything: error)
    }
  }

  private func takeFault() -> FaultInjector.Fault? {
    services.mock?.faults.take(
      method: entry.name, device: entry.device(self), reachesDevices: entry.traits.contains(.reachesDevices))
  }

  /// An injected fault: a while of the mock's time, an error, or both.
  private func meet(
    _ fault: FaultInjector.Fault, _ context: MethodContext, into result: inout JSONWriter
  ) async throws {
    if let latency = fault.latency { try await context.hold(seconds: latency) }
    guard let error = fault.error(isRead: !mayHaveChangedSomething) else {
      return try await entry.run(self, context, &result)
    }
    if error.kind == .outcomeUnknown, fault.hasArrived {
      // It is done, and told in the audit as the client hears of it.
      try await entry.run(self, MethodContext(services: services, call: context.call, note: nil), &result)
    }
    throw error
  }

  final func willFinish(_ call: Call, _ error: RPCError?, nanoseconds: Int) {
    entry.statistics.record(nanoseconds: nanoseconds, failed: error != nil)
  }
}

/// A call of one method with its params.
final class MethodCall<Params: MethodParams>: MethodBody, @unchecked Sendable {
  // @unchecked: as its superclass says.
  let params: Params

  init(_ params: Params, _ entry: MethodEntry, _ services: GatewayServices, audited: JSONText?) {
    self.params = params
    super.init(entry, services, audited: audited)
  }
}

/// A call whose params were refused; it is counted, and told in the audit where its method is.
final class RefusedBody: CallBody {
  private let error: RPCError
  private let entry: MethodEntry
  private let services: GatewayServices

  init(_ error: RPCError, _ entry: MethodEntry, _ services: GatewayServices) {
    self.error = error
    self.entry = entry
    self.services = services
  }

  func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {
    if entry.traits.contains(.audited) {
      // What could not be understood may hold a secret anywhere: it is not told.
      services.audit.append(
        method: entry.name, device: nil, params: nil, outcome: error.kind, operation: nil, at: services.clock.now)
    }
    throw error
  }

  func willFinish(_ call: Call, _ error: RPCError?, nanoseconds: Int) {
    entry.statistics.record(nanoseconds: nanoseconds, failed: true)
  }
}
