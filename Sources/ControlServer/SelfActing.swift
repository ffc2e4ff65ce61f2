internal import GatewayCore
internal import JSON
internal import Simulator
internal import Synchronization

/// Which of the things that devices do by themselves are set going.
struct SelfActing: Sendable {
  /// The period of each that is scheduled, seconds.
  var periods: [Act: Double] = [:]
  /// Counts what has happened, so that it does not always happen to the same device.
  var count = 0

  enum Act: CaseIterable, Sendable {
    case appear
    case upgrade
    case flap

    func period(_ switches: ControlSwitches) -> Double {
      switch self {
      case .appear: switches.appearEvery
      case .upgrade: switches.upgradeEvery
      case .flap: switches.flapEvery
      }
    }
  }
}

/// Devices that turn up, upgrade and go down without anybody asking (reference: 6.5).
extension ControlServer {
  /// Sets going what the switches ask for and does not go yet.
  func scheduleSelfActing() {
    for act in SelfActing.Act.allCases {
      let period: Double? = state.withLock { state in
        let period = act.period(state.switches)
        guard state.selfActing.periods[act] ?? 0 != period else { return nil }
        state.selfActing.periods[act] = period
        return period > 0 ? period : nil
      }
      if let period { schedule(act, period) }
    }
  }

  private func schedule(_ act: SelfActing.Act, _ period: Double) {
    let instant = simulation.clock.now.advanced(bySeconds: period)
    _ = simulation.clock.schedule(at: instant, for: nil) { [weak self] in
      guard let self else { return }
      let count: Int? = state.withLock { state in
        guard state.selfActing.periods[act] == period else { return nil }
        state.selfActing.count += 1
        return state.selfActing.count
      }
      guard let count else { return }
      perform(act, count)
      schedule(act, period)
    }
  }

  private func perform(_ act: SelfActing.Act, _ count: Int) {
    let snapshot = simulation.snapshot()
    switch act {
    case .appear: simulation.onboard(count)
    case .upgrade, .flap:
      guard snapshot.lastNumber > 0 else { return }
      let number = count % snapshot.lastNumber + 1
      guard act == .upgrade else { return simulation.interrupt(number) }
      guard let device = snapshot.device(number) else { return }
      // A device that is offline or busy just then stays as it is.
      try? simulation.begin([.firmware], image: (device[.firmwareImage]?.integerValue ?? 0) + 1, on: number)
    }
  }
}
