package import GatewayCore
internal import JSON

/// What devices do by themselves and when they are asked to (reference: section 6.5 of the API's working reference).
extension Simulation {
  /// Takes work for a device, as upstream's operation endpoints do: refused when it is offline or busy.
  package func begin(_ kinds: [OperationKind], image: Int?, on number: Int) throws(GatewayError) {
    let (delay, episode) = try change(number) { (state, now) throws(GatewayError) in
      try state.life.requireFree()
      state.life.work = DeviceLife.Work(kinds, image: image)
      if let image, kinds.contains(.firmware) { state.told[.firmwareImage] = .integer(image) }
      state.told[.lastChange] = .time(now)
      return (state.life.delay(at: now), state.life.episode)
    }
    later(delay, number, episode: episode) { simulation in simulation.work(number) }
  }

  /// Does what the device was asked for; an unreachable one does it when it is back.
  func work(_ number: Int) {
    // The device may be gone by now, which is nobody's fault.
    let next = try? change(number) { (state, now) throws(GatewayError) -> (Double, Int, Bool)? in
      guard let work = state.life.work, state.life.isReachable, !state.life.isRestarting else { return nil }
      state.life.contact(at: now)
      if work.kinds.contains(.sync) || work.kinds.contains(.reconf) {
        state.life.work?.flags.subtract([.sync, .reconf])
        state.life.lastConfiguration = now
        if work.kinds.contains(.reconf) { state.applySettings() }
      }
      if work.kinds.contains(.firmware) { return (15 + state.life.spread(30), state.life.episode, true) }
      if work.kinds.contains(where: { $0.restarts }) { return (0, state.life.episode, false) }
      state.life.takeNextWork()
      return nil
    }
    guard let (delay, episode, isDownload) = next ?? nil else { return beginWaitingWork(number) }
    guard isDownload else { return restart(number) }
    later(delay, number, episode: episode) { simulation in simulation.restart(number) }
  }

  /// The device goes down, and comes back after a while.
  func restart(_ number: Int) {
    let next = try? change(number) { (state, now) throws(GatewayError) in
      state.life.contact(at: now)
      state.life.isRestarting = true
      state.life.episode += 1
      state.life.setStatus(.down, at: now)
      state.life.work?.flags.formIntersection([.firmware])
      let isUpgrade = state.life.work?.kinds.contains(.firmware) ?? false
      return ((isUpgrade ? 60 : 30) + state.life.spread(60), state.life.episode)
    }
    guard let (seconds, episode) = next else { return }
    later(seconds, number, episode: episode) { simulation in simulation.comeUp(number) }
  }

  private func comeUp(_ number: Int) {
    _ = try? change { (world, now, changes) throws(GatewayError) in
      guard let before = world.fleet.device(number, at: now) else { return }
      var state = world.fleet.state(of: number, at: now)
      let work = state.life.work
      state.life.takeNextWork()
      state.life.isRestarting = false
      state.life.bootedAt = now
      if work?.kinds.contains(where: { $0 == .factory || $0 == .deviceFactory }) ?? false {
        state.parameters = ParameterChanges()
        // What upstream keeps goes with one of the two and comes back with the other (reference: 6.5).
        if work?.kinds.contains(.factory) ?? false { state.settings = [:] } else { state.applySettings() }
        state.life.lastConfiguration = now
      }
      if let image = work?.image {
        let version = Catalogue.software(ofImage: image)
        state.told[.softwareVersion] = .text(version)
        world.dumps[number]?.setSoftwareVersion(version)
      }
      if state.life.isReachable {
        state.life.setStatus(.up, at: now)
        state.life.contact(at: now)
        state.life.informs.anchor = now
      }
      world.fleet.setState(state, of: number)
      changes.append(DeviceChange(before: before, after: world.fleet.device(number, at: now)))
    }
    beginWaitingWork(number)
  }

  /// The device is there: it opens a session, and does what waits for it.
  func connect(_ number: Int) {
    let next = try? change { (world, now, changes) throws(GatewayError) -> Int? in
      guard let before = world.fleet.device(number, at: now) else { return nil }
      var state = world.fleet.state(of: number, at: now)
      if !state.life.hasBeenSeen { state.introduce(number, world.fleet.generator) }
      state.life.isReachable = true
      state.life.hasBeenSeen = true
      state.life.episode += 1
      if !state.life.isRestarting {
        if state.life.status != .up { state.life.setStatus(.up, at: now) }
        state.life.contact(at: now)
        state.life.informs.anchor = now
      }
      world.fleet.setState(state, of: number)
      changes.append(DeviceChange(before: before, after: world.fleet.device(number, at: now)))
      return state.life.episode
    }
    guard let episode = next ?? nil else { return }
    later(0.5, number, episode: episode) { simulation in
      simulation.state(of: number)?.life.isRestarting ?? false ? simulation.comeUp(number) : simulation.work(number)
    }
  }

  /// The device cannot be reached any more: it shows when the next session does not come.
  func disconnect(_ number: Int) {
    let next = try? change(number) { (state, now) throws(GatewayError) -> (Double, Int)? in
      guard state.life.isReachable else { return nil }
      state.life.lastConnection = state.life.lastConnection(at: now)
      state.life.isReachable = false
      state.life.episode += 1
      return (state.life.informs.next(after: now).seconds(since: now) + 30, state.life.episode)
    }
    guard let (seconds, episode) = next ?? nil else { return }
    later(seconds, number, episode: episode) { simulation in
      _ = try? simulation.change(number) { (state, now) throws(GatewayError) in
        state.life.setStatus(.down, at: now)
      }
    }
  }

  // MARK: Two devices with a mind of their own

  /// This one drops off now and then, and that one upgrades its firmware by itself, as profiles of upstream can.
  private static let flapper = 47
  private static let upgrader = 53
  private static let secondsUp = 7200.0
  private static let secondsDown = 240.0
  private static let secondsToUpgrade = 21_600.0

  func scheduleCharacters(_ world: World, _ now: Timestamp) {
    let characters: [(Int, Double, @Sendable (Simulation) -> Void)] = [
      (Simulation.flapper, Simulation.secondsUp, { simulation in simulation.flap(Simulation.flapper) }),
      (Simulation.upgrader, Simulation.secondsToUpgrade, { simulation in simulation.upgrade(Simulation.upgrader) }),
    ]
    for (number, seconds, action) in characters
    where number <= world.fleet.generatedCount && world.fleet.generator.fate(number) == .up {
      schedule(now.advanced(bySeconds: seconds), number, era: world.era, episode: 0, action)
    }
  }

  private func flap(_ number: Int) {
    guard let life = state(of: number)?.life, life.isInforming, life.work == nil else { return }
    restart(number)
  }

  private func upgrade(_ number: Int) {
    let image = look { world, _ in
      let profile = world.fleet.generator.profile(number)
      return DeviceGenerator.firmwareImage(profile: profile.id, version: profile.software.count - 1)
    }
    // A device that is busy just then stays as it is.
    try? begin([.firmware], image: image, on: number)
  }
}

extension DeviceLife {
  /// - Throws: `device_unavailable`, told apart by what it says.
  func requireFree() throws(GatewayError) {
    guard isReachable, !isRestarting else { throw .deviceIsOffline }
    guard !isBusy, work == nil else { throw .deviceIsBusy }
  }

  /// Headless work does not wait for what else the device has to do, unless it was told to be busy.
  func requireAnswering() throws(GatewayError) {
    guard isReachable, !isRestarting else { throw .deviceIsOffline }
    guard !isBusy else { throw .deviceIsBusy }
  }

  mutating func setStatus(_ status: DeviceStatus, at now: Timestamp) {
    self.status = status
    statusChange = now
  }

  /// A session takes place.
  mutating func contact(at now: Timestamp) {
    lastConnection = max(now, lastConnection ?? now)
  }

  /// Up to so many seconds, different for every device and occasion, and always the same for the same.
  func spread(_ seconds: Double) -> Double {
    Double(((statusChange?.milliseconds ?? 0) / 1000 + episode * 7919) % 1000) / 1000 * seconds
  }
}

extension GatewayError {
  fileprivate static var deviceIsOffline: GatewayError {
    GatewayError(.deviceUnavailable, "the device is offline")
  }

  fileprivate static var deviceIsBusy: GatewayError {
    var error = GatewayError(.deviceUnavailable, "the device is busy")
    error.isDeviceBusy = true
    return error
  }
}

extension DeviceState {
  /// A device tells what it is, the first time it connects.
  mutating func introduce(_ number: Int, _ generator: DeviceGenerator) {
    let generated = GeneratedDevice(generator, number)
    for field in [
      DeviceField.softwareVersion, .hardwareVersion, .manufacturer, .uniqueIdentifier, .productClass, .firmwareImage,
      .address,
    ] {
      let isTold = (told[field] ?? base?[field] ?? .null) != .null
      if !isTold { told[field] = generated.reported(field) }
    }
  }
}

extension OperationKind {
  /// The device goes down and comes back.
  fileprivate var restarts: Bool {
    self == .reboot || self == .factory || self == .deviceFactory
  }
}

extension Catalogue {
  /// The version that an image brings; of an image that no profile has, a version made of its number.
  static func software(ofImage image: Int) -> String {
    let profile = profiles.first { $0.id == image / 10 }
    let version = image % 10
    guard let profile, image > 0, version < profile.software.count else { return "0.0.\(image)" }
    return "\(profile.software[version])"
  }
}
