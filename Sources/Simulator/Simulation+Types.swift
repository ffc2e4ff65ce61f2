internal import GatewayCore

extension Simulation {
  /// Whether a profile of that number is known: from the catalogue, or because a device has it.
  package func knowsType(_ type: Int) -> Bool {
    if Catalogue.profiles.contains(where: { $0.id == type }) { return true }
    let snapshot = snapshot()
    return (1..<snapshot.lastNumber + 1).contains { snapshot.device($0)?[.type] == .integer(type) }
  }
}
