package import GatewayCore
internal import JSON

/// Records as a client of upstream creates, changes and deletes them.
extension Simulation {
  package func create(_ attributes: DeviceAttributes) throws(GatewayError) -> any DeviceRecord {
    let (number, device) = try change {
      (world, now, changes) throws(GatewayError) -> (Int, SimulatedDevice?) in
      let values = try attributes.checkedChanges(to: nil)
      try requireUnique(values, for: nil, in: world.fleet)
      let generator = world.fleet.generator
      let number = world.fleet.add { number in .created(values, number, generator, at: now) }
      let device = world.fleet.device(number, at: now)
      changes.append(DeviceChange(before: nil, after: device))
      return (number, device)
    }
    guard let device else { throw GatewayError(.internal, "a new device is not there") }
    // A device that was made known installs itself a while later.
    let seconds = 20 + Double(device.generator.scramble.pick(number, DeviceGenerator.Purpose.delays, below: 40))
    later(seconds, number, episode: 0) { simulation in simulation.connect(number) }
    return device
  }

  package func update(_ selector: DeviceSelector, _ attributes: DeviceAttributes) throws(GatewayError) -> DeviceUpdate {
    try change { (world, now, changes) throws(GatewayError) in
      guard let number = world.fleet.number(of: selector), let before = world.fleet.device(number, at: now) else {
        throw .noSuchDevice(selector)
      }
      let values = try attributes.checkedChanges(to: before)
      try requireUnique(values, for: number, in: world.fleet)
      var state = world.fleet.state(of: number, at: now)
      state.write(values, at: now)
      world.fleet.setState(state, of: number)
      guard let after = world.fleet.device(number, at: now) else { throw .noSuchDevice(selector) }
      let changed = after.changed(from: before).filter { $0 != .lastChange }.map(\.name)
      changes.append(DeviceChange(before: before, after: after))
      return DeviceUpdate(device: after, changed: changed + (attributes.password == nil ? [] : ["password"]))
    }
  }

  package func delete(_ selector: DeviceSelector) throws(GatewayError) {
    try change { (world, now, changes) throws(GatewayError) in
      guard let number = world.fleet.number(of: selector), let before = world.fleet.device(number, at: now) else {
        throw .noSuchDevice(selector)
      }
      world.fleet.remove(number)
      world.dumps[number] = nil
      changes.append(DeviceChange(before: before, after: nil))
    }
  }

  /// Names and serial numbers name one device.
  func requireUnique(
    _ values: [(field: DeviceField, value: DeviceValue)], for number: Int?, in fleet: FleetState
  ) throws(GatewayError) {
    for (field, value) in values {
      guard case .text(let text) = value else { continue }
      let other: Int? =
        switch field {
        case .name: fleet.number(of: .name(text))
        case .serialNumber: fleet.number(of: .serialNumber(text))
        case .uuid: fleet.number(of: .uuid(text))
        default: nil
        }
      guard other == nil || other == number else {
        throw GatewayError(
          .alreadyExists, "another device has this \(field.name)", path: "/attributes/\(field.name)")
      }
    }
  }
}

extension DeviceAttributes {
  /// ``changes(to:)`` with its error as one of a call with `attributes`.
  fileprivate func checkedChanges(
    to current: (any DeviceRecord)?
  ) throws(GatewayError) -> [(field: DeviceField, value: DeviceValue)] {
    do throws(JSONReadError) {
      return try changes(to: current)
    } catch {
      throw GatewayError(error.below("attributes"))
    }
  }
}

extension DeviceState {
  /// A device that a client just made: nothing of it was reported yet.
  fileprivate static func created(
    _ values: [(field: DeviceField, value: DeviceValue)], _ number: Int, _ generator: DeviceGenerator, at now: Timestamp
  ) -> DeviceState {
    var device = Device()
    for field in GeneratedDevice.told.fields {
      device[field] = field.kind == .boolean ? .boolean(false) : .null
    }
    device[.uuid] = .text(generator.uuid(number).string)
    device[.isActive] = .boolean(true)
    device[.organizationID] = .integer(Catalogue.organizations[0].id)
    device[.created] = .time(now)
    device[.lastChange] = .time(now)
    for (field, value) in values + DeviceState.names(for: values) { device[field] = value }
    let period = max(1, device[.updateFrequency]?.integerValue ?? 300)
    return DeviceState(
      base: device,
      life: DeviceLife(
        isReachable: false, hasBeenSeen: false, status: .unknown,
        informs: InformSchedule(anchor: now, period: period), bootedAt: now))
  }

  /// The names that upstream tells beside the numbers of a type and a location.
  private static func names(
    for values: [(field: DeviceField, value: DeviceValue)]
  ) -> [(field: DeviceField, value: DeviceValue)] {
    var names: [(field: DeviceField, value: DeviceValue)] = []
    for (field, value) in values {
      if field == .type {
        let profile = Catalogue.profiles.first { $0.id == value.integerValue }
        names.append((.typeShortName, profile.map { .text("\($0.shortName)") } ?? .null))
      } else if field == .location {
        let place = Catalogue.places.first { $0.id == value.integerValue }
        names.append((.locationShortName, place.map { .text("\($0.shortName)") } ?? .null))
        guard !values.contains(where: { $0.field == .locationName }) else { continue }
        names.append((.locationName, place.map { .text("\($0.name)") } ?? .null))
      }
    }
    return names
  }

  /// Writes members; the record's own time of change moves even when nothing else does.
  mutating func write(_ values: [(field: DeviceField, value: DeviceValue)], at now: Timestamp) {
    for (field, value) in values + DeviceState.names(for: values) { told[field] = value }
    told[.lastChange] = .time(now)
    guard let period = told[.updateFrequency]?.integerValue, period != life.informs.period else { return }
    life.informs = InformSchedule(anchor: life.isInforming ? life.informs.last(at: now) : now, period: period)
  }
}
