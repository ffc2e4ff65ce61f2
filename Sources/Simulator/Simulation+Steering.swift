package import GatewayCore
internal import JSON

/// What `mock.set_device` may change of a device.
package struct DeviceSteering: Sendable {
  package var isReachable: Bool?
  package var isBusy: Bool?
  package var status: DeviceStatus?
  package var attributes: [(field: DeviceField, value: DeviceValue)] = []
  package var parameters: [(path: String, value: String)] = []

  package init() {}
}

extension Simulation {
  package func steer(_ selector: DeviceSelector, _ steering: DeviceSteering) throws(GatewayError) -> any DeviceRecord {
    guard let number = number(of: selector) else { throw .noSuchDevice(selector) }
    try change { (world, now, changes) throws(GatewayError) in
      guard let before = world.fleet.device(number, at: now) else { throw .noSuchDevice(selector) }
      try requireUnique(steering.attributes, for: number, in: world.fleet)
      var state = world.fleet.state(of: number, at: now)
      if let isBusy = steering.isBusy { state.life.isBusy = isBusy }
      for (field, value) in steering.attributes { state.steer(field, to: value) }
      if let status = steering.status {
        if before[.status] != .status(status) { state.life.statusChange = now }
        state.life.forcedStatus = status
        state.life.hasBeenSeen = true
        if state.life.lastConnection == nil, !state.life.isInforming { state.life.lastConnection = now }
      }
      world.fleet.setState(state, of: number)
      changes.append(DeviceChange(before: before, after: world.fleet.device(number, at: now)))
    }
    for (path, value) in steering.parameters { try put(value, at: path, of: number) }
    if let isReachable = steering.isReachable, isReachable != state(of: number)?.life.isReachable {
      if isReachable { connect(number) } else { disconnect(number) }
    }
    return try device(.id(number))
  }
}

extension DeviceState {
  /// Sets any member, those that move by themselves until they move again.
  fileprivate mutating func steer(_ field: DeviceField, to value: DeviceValue) {
    told[field] = value
    switch field {
    case .status: if case .status(let status) = value { life.status = status }
    case .statusChange: life.statusChange = value.instant
    case .lastConnection:
      life.lastConnection = value.instant
      // Told as it was set until the next session.
      if let instant = value.instant { life.informs.anchor = instant.advanced(bySeconds: Double(life.informs.period)) }
    case .lastConfiguration: life.lastConfiguration = value.instant
    case .updateFrequency: if let period = value.integerValue, period > 0 { life.informs.period = period }
    case .reboot, .factory, .deviceFactory, .sync, .reconf, .firmwareImageIsPending: steerFlag(field, value)
    default: break
    }
  }

  private mutating func steerFlag(_ field: DeviceField, _ value: DeviceValue) {
    guard
      let kind = OperationKind.allCases.first(where: {
        $0.flag == field || $0 == .firmware && field == .firmwareImageIsPending
      })
    else { return }
    var kinds = life.work?.kinds ?? []
    kinds.removeAll { $0 == kind }
    if value == .boolean(true) { kinds.append(kind) }
    life.work = kinds.isEmpty ? nil : DeviceLife.Work(kinds, image: life.work?.image)
  }
}
