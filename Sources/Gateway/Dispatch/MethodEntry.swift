internal import GatewayCore
internal import JSON
package import JSONRPC

/// One line of the method table: what is known of a method, and its functions for calls whose params are read.
package final class MethodEntry: Sendable {
  package let name: StaticString
  package let traits: MethodTraits
  package let members: [StaticString]
  package let required: [StaticString]
  // unsafe: read and written on the session's loop only, where calls end and where `gateway.stats` runs.
  package nonisolated(unsafe) var statistics = CallStatistics()

  // unsafe: read and written on the session's loop only, where calls are prepared.
  private nonisolated(unsafe) var shared: MethodBody?

  let prepare: @Sendable (JSONValue?, MethodEntry, GatewayServices) -> any CallBody
  let readsParams: @Sendable (JSONValue?) -> Bool
  let touch: @Sendable (MethodBody) -> Touch
  let device: @Sendable (MethodBody) -> Int?
  let changesSomething: @Sendable (MethodBody) -> Bool
  let check: @Sendable (MethodBody) async throws -> Void
  /// Nil where calls always need a task.
  let answerAtOnce: (@Sendable (MethodBody, inout JSONWriter) throws -> Bool)?
  let run: @Sendable (MethodBody, MethodContext, inout JSONWriter) async throws -> Void

  // Closures over a concrete method are compiled for it, unlike the members of a generic class: a call of a light
  // method costs half as much that way.
  @inline(__always)
  convenience init<M: Method>(_ method: M.Type) {
    self.init(method, answerAtOnce: nil)
  }

  @inline(__always)
  convenience init<M: PromptMethod>(prompt method: M.Type) {
    self.init(method) { body, result in
      try M.answerAtOnce(MethodEntry.params(of: body), body.services, into: &result)
    }
  }

  @inline(__always)
  private init<M: Method>(
    _ method: M.Type, answerAtOnce: (@Sendable (MethodBody, inout JSONWriter) throws -> Bool)?
  ) {
    self.answerAtOnce = answerAtOnce
    name = M.name
    traits = M.traits
    members = M.Params.members
    required = M.Params.required
    prepare = { params, entry, services in MethodEntry.body(of: M.self, params, entry, services) }
    readsParams = { params in (try? MethodEntry.read(M.Params.self, params)) != nil }
    touch = { body in M.touch(MethodEntry.params(of: body), body.services) }
    device = { body in M.device(MethodEntry.params(of: body), body.services) }
    changesSomething = { body in M.changesSomething(MethodEntry.params(of: body)) }
    check = { body in try await M.check(MethodEntry.params(of: body), body.services) }
    run = { body, context, result in try await M.run(MethodEntry.params(of: body), in: context, into: &result) }
  }

  /// Calls without params are all alike: one body serves them.
  @inline(__always)
  private func alike(_ services: GatewayServices, _ make: () -> MethodBody) -> MethodBody {
    if let shared, shared.services === services { return shared }
    let made = make()
    shared = made
    return made
  }

  private static func params<Params: MethodParams>(of body: MethodBody) -> Params {
    unsafeDowncast(body, to: MethodCall<Params>.self).params
  }

  private static func body<M: Method>(
    of method: M.Type, _ params: JSONValue?, _ entry: MethodEntry, _ services: GatewayServices
  ) -> any CallBody {
    do throws(JSONReadError) {
      let read = try read(M.Params.self, params)
      if M.Params.self == NoParams.self, !M.traits.contains(.audited) {
        return entry.alike(services) { MethodCall(read, entry, services, audited: nil) }
      }
      let audited = M.traits.contains(.audited) && M.isAudited(read) ? Redaction.text(of: params, services.hides) : nil
      return MethodCall(read, entry, services, audited: audited)
    } catch {
      return RefusedBody(.invalidParams(error), entry, services)
    }
  }

  /// Absent params are an empty object.
  private static func read<Params: MethodParams>(
    _: Params.Type, _ params: JSONValue?
  ) throws(JSONReadError) -> Params {
    guard let params else { return try Params(reading: .emptyObject) }
    guard params.kind == .object else {
      throw JSONReadError("expected params that are an object, found \(params.kind.described)")
    }
    return try Params(reading: params)
  }
}
