internal import TransportModule

private let table = unsafe ModuleTable(of: ChaosTransport.self) { unsafe ChaosTransport.open($0, $1, $2, $3) }

/// The entry of the module: the one symbol that it exports.
@c(cpegate_transport_module)
public func cpegateTransportModule() -> UnsafeRawPointer { unsafe table.pointer }
