package import GatewayCore
package import JSON

/// Work that is taken whether or not the device can do it now, as upstream takes flags that are set on a record.
extension Simulation {
  /// Takes work for a device that is done when the device is there and has done what it took before.
  package func queue(_ kinds: [OperationKind], image: Int?, on number: Int) throws(GatewayError) {
    let next = try change(number) { (state, now) throws(GatewayError) -> (Double, Int)? in
      let work = DeviceLife.Work(kinds, image: image)
      if let image, kinds.contains(.firmware) { state.told[.firmwareImage] = .integer(image) }
      state.told[.lastChange] = .time(now)
      guard state.life.work == nil, !state.life.isRestarting else {
        state.life.waiting.append(work)
        return nil
      }
      state.life.work = work
      return (state.life.delay(at: now), state.life.episode)
    }
    guard let (delay, episode) = next else { return }
    later(delay, number, episode: episode) { simulation in simulation.work(number) }
  }

  /// Sets off what waited behind work that is done now.
  func beginWaitingWork(_ number: Int) {
    guard let life = state(of: number)?.life, life.work?.hasWaited ?? false, !life.isRestarting else {
      return
    }
    later(life.delay(at: clock.now), number, episode: life.episode) { simulation in simulation.work(number) }
  }

  /// Whether the device would take an operation now, and if not why.
  package func requireFree(_ number: Int) throws(GatewayError) {
    guard let life = state(of: number)?.life else { throw .noSuchDevice(.id(number)) }
    try life.requireFree()
  }

  /// Whether the device is there for headless work now, and if not why.
  package func requireAnswering(_ number: Int) throws(GatewayError) {
    guard let life = state(of: number)?.life else { throw .noSuchDevice(.id(number)) }
    try life.requireAnswering()
  }

  /// When the device has work, or was told to refuse any.
  package func isBusy(_ number: Int) -> Bool {
    state(of: number).map { $0.life.isBusy || $0.life.work != nil } ?? false
  }

  // MARK: Stored settings

  /// What upstream keeps for the device's parameters.
  package func settings(of number: Int) -> [ExactString: String] {
    state(of: number)?.settings ?? [:]
  }

  /// Keeps values for the device's parameters and gives them to the device when that is there.
  ///
  /// - Throws: `rejected` with a fault for each that the device would refuse; none is kept then.
  package func keep(_ settings: [Variable], for number: Int) throws(GatewayError) {
    guard let tree = parameters(of: number) else { throw .noSuchDevice(.id(number)) }
    let faults = SetParameterValues.faults(of: settings, on: tree)
    guard faults.isEmpty else { throw .refused(faults, .invalidArguments) }
    try change(number) { (state, _) throws(GatewayError) in
      for setting in settings {
        let path = ExactString(setting.path)
        guard let node = tree[path], let value = setting.value else { continue }
        state.settings[path] = SetParameterValues.stored(value, as: node)
      }
    }
    try queue([.reconf], image: nil, on: number)
  }
}

extension DeviceLife {
  /// Seconds until a device that is there begins with what it was asked for.
  func delay(at now: Timestamp) -> Double {
    Double(now.milliseconds % 4) * 0.5 + 0.5
  }

  mutating func takeNextWork() {
    work = waiting.isEmpty ? nil : waiting.removeFirst()
    work?.hasWaited = true
  }
}

extension DeviceState {
  /// Gives the device what upstream keeps for it.
  mutating func applySettings() {
    for (path, value) in settings { parameters.set(value, at: path) }
  }
}
