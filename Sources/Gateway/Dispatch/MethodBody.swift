internal import GatewayCore
internal import JSON
internal import JSONRPC
internal import MockBackend

/// A call of one method, its params read.
struct MethodBody<M: Method>: CallBody {
  let params: M.Params
  let entry: MethodEntry
  let services: GatewayServices
  /// The params as the audit tells them.
  let audited: JSONText?

  var touch: Touch { M.touch(params, services) }
  var isHeavy: Bool { M.traits.contains(.heavy) }
  var mayHaveChangedSomething: Bool { M.traits.contains(.changesDevices) }

  func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {
    let note = audited.map { params in
      AuditNote(M.name, params: params, services: services) { [self] in M.device(self.params, services) }
    }
    do {
      try await run(MethodContext(services: services, call: call, note: note), into: &result)
      note?.tell(outcome: nil, operation: call.storedOperation)
    } catch {
      let error = RPCError(anything: error)
      note?.tell(outcome: error.kind, operation: call.storedOperation)
      throw error
    }
  }

  private func run(_ context: MethodContext, into result: inout JSONWriter) async throws {
    if services.options.isReadOnly, M.traits.contains(.changesDevices), M.changesSomething(params) {
      throw GatewayError(.readOnly, hint: "start cpegate without --read-only to change devices")
    }
    guard
      let fault = services.mock?.faults.take(
        method: M.name, device: M.device(params, services), reachesDevices: M.traits.contains(.reachesDevices))
    else { return try await M.run(params, in: context, into: &result) }
    try await meet(fault, context, into: &result)
  }

  /// An injected fault: a while of the mock's time, an error, or both.
  private func meet(
    _ fault: FaultInjector.Fault, _ context: MethodContext, into result: inout JSONWriter
  ) async throws {
    if let latency = fault.latency { try await context.hold(seconds: latency) }
    guard let error = fault.error(isRead: !M.traits.contains(.changesDevices)) else {
      return try await M.run(params, in: context, into: &result)
    }
    if error.kind == .outcomeUnknown, fault.hasArrived {
      try await M.run(params, in: context, into: &result)
    }
    throw error
  }

  func willFinish(_ call: Call, _ error: RPCError?, nanoseconds: Int) {
    entry.record(nanoseconds: nanoseconds, failed: error != nil)
  }
}

/// A call whose params were refused; it is counted, and told in the audit where its method is.
struct RefusedBody: CallBody {
  let error: RPCError
  let entry: MethodEntry
  let services: GatewayServices

  func invoke(_ call: Call, into result: inout JSONWriter) async throws(RPCError) {
    if entry.traits.contains(.audited) {
      // What could not be understood may hold a secret anywhere: it is not told.
      services.audit.append(
        method: entry.name, device: nil, params: nil, outcome: error.kind, operation: nil, at: services.clock.now)
    }
    throw error
  }

  func willFinish(_ call: Call, _ error: RPCError?, nanoseconds: Int) {
    entry.record(nanoseconds: nanoseconds, failed: true)
  }
}
