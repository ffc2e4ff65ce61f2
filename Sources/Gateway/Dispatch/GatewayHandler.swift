package import JSON
package import JSONRPC
internal import MockBackend
internal import OperationEngine
internal import Simulator

/// The gateway behind a session: the method table, and time that may be moved on.
package final class GatewayHandler: CallHandler {
  package let services: GatewayServices
  private var table: MethodTable { services.table }
  private let clock: MockClock?

  package init(_ services: GatewayServices) {
    self.services = services
    // That of the mock, also where only a cache of it is left.
    clock = (services.clock as? MockClock).flatMap { $0.mode == .real ? nil : $0 }
  }

  package func prepare(_ method: JSONName, params: JSONValue?) throws(RPCError) -> any CallBody {
    guard let entry = table.entry(method) else { throw .methodNotFound(method.string, known: table.names) }
    return entry.prepare(params, entry, services)
  }

  package func endsSession(_ method: JSONName, params: JSONValue?) -> Bool {
    guard method.equals(GatewayShutdown.name) else { return false }
    return table.entry(method)?.readsParams(params) ?? false
  }

  package var hasDueWork: Bool { services.operations.hasDueWork }

  package func sessionEnds() {
    services.operations.stopDispatching()
  }

  package func mayPassTime(hasWaiting: Bool) -> Bool {
    clock?.mayStep(hasWaiting: hasWaiting) ?? false
  }

  package func passTime(isQuiet: Bool) -> Bool {
    clock?.step(isQuiet: isQuiet, awaited: services.operations.awaitedDevices) ?? false
  }
}
