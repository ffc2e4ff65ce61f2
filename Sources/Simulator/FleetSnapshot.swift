package import GatewayCore

/// The fleet as it was at one moment.
package struct FleetSnapshot: Sendable {
  private let fleet: FleetState
  package let now: Timestamp

  init(fleet: FleetState, now: Timestamp) {
    self.fleet = fleet
    self.now = now
  }

  package var count: Int { fleet.count }
  /// The highest number that any device ever had.
  package var lastNumber: Int { fleet.lastNumber }

  package func number(of selector: DeviceSelector) -> Int? {
    fleet.number(of: selector)
  }

  package func device(_ number: Int) -> (any DeviceRecord)? {
    fleet.device(number, at: now)
  }
}
