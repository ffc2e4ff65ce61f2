internal import TransportModule

private let table = unsafe ModuleTable(of: ExecTransport.self) { unsafe ExecTransport.open($0, $1, $2, $3) }

/// The module's entry, and the only symbol it exports.
@c(cpegate_transport_module)
public func cpegateTransportModule() -> UnsafeRawPointer { unsafe table.pointer }
