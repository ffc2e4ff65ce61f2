package import GatewayCore
internal import JSON
internal import Synchronization

/// A fleet of devices that live by the mock's clock.
///
/// Everybody who looks sees the same fleet; what changes it happens at once, or as an event of the clock.
package final class Simulation: Sendable {
  package let clock: MockClock
  private let world: Mutex<World>
  private let observers = Mutex<Observers>(Observers())
  let headless = Mutex(HeadlessLog())
  let transactions = Mutex(HeadlessTransactions())

  /// What there is, and how often it was made anew: an event of an earlier fleet does nothing.
  struct World: Sendable {
    var fleet: FleetState
    var era = 0
    /// Parameters of a real device, by the device that has them.
    var dumps: [Int: ParameterDump] = [:]
    /// The size that a reset asked for.
    var size: Int?
    var texts = DeviceTexts(of: 0)
  }

  private struct Observers {
    var next = 0
    var all: [Int: @Sendable (DeviceChange) -> Void] = [:]
  }

  /// What a fleet begins with.
  package struct Setup: Sendable {
    package var seed: UInt64 = 1
    package var devices = 100
    /// Devices of a file, which replace the generated ones.
    package var fleet: [Device]?
    /// The whole tree of device 1.
    package var parameters: ParameterDump?

    package init() {}
  }

  /// As many as a generated fleet may have.
  package static let mostDevices = 1_000_000

  private let setup: Setup

  package init(_ setup: Setup, clock: MockClock) {
    self.setup = setup
    self.clock = clock
    let generator = DeviceGenerator(seed: setup.seed, epoch: clock.now)
    world = Mutex(World(fleet: FleetState(generator: generator, count: 0)))
    reset(seed: nil, devices: nil)
  }

  /// Makes the fleet anew.
  ///
  /// What is not named stays as it was at the start; the clock goes on.
  /// - Returns: how many devices there are.
  @discardableResult
  package func reset(seed: UInt64?, devices: Int?) -> Int {
    let now = clock.now
    transactions.withLock { $0.removeAll() }
    return world.withLock { world in
      let seed = seed ?? world.fleet.generator.scramble.seed
      world.size = devices ?? world.size
      let isFromFile = setup.fleet != nil && world.size == nil
      let count = world.size ?? (isFromFile ? 0 : setup.devices)
      world.era += 1
      world.dumps = [:]
      world.fleet = FleetState(generator: DeviceGenerator(seed: seed, epoch: now), count: count)
      world.texts = DeviceTexts(of: count)
      if isFromFile {
        for device in setup.fleet ?? [] { _ = world.fleet.add { number in .made(device, number, at: now) } }
      }
      if let dump = setup.parameters { apply(dump, to: 1, &world, at: now) }
      scheduleCharacters(world, now)
      return world.fleet.count
    }
  }

  // MARK: Looking

  package func snapshot() -> FleetSnapshot {
    let now = clock.now
    return world.withLock { FleetSnapshot(fleet: $0.fleet, now: now) }
  }

  package func number(of selector: DeviceSelector) -> Int? {
    world.withLock { $0.fleet.number(of: selector) }
  }

  package func device(_ number: Int) -> (any DeviceRecord)? {
    let now = clock.now
    return world.withLock { $0.fleet.device(number, at: now) }
  }

  package func device(_ selector: DeviceSelector) throws(GatewayError) -> any DeviceRecord {
    let now = clock.now
    let found = world.withLock { world -> SimulatedDevice? in
      var device = world.fleet.number(of: selector).flatMap { world.fleet.device($0, at: now) }
      device?.texts = world.texts
      return device
    }
    guard let found else { throw .noSuchDevice(selector) }
    return found
  }

  // MARK: Watching

  package func watch(_ observer: @escaping @Sendable (DeviceChange) -> Void) -> WatchKey {
    observers.withLock { observers in
      observers.next += 1
      observers.all[observers.next] = observer
      return WatchKey(number: observers.next)
    }
  }

  package func unwatch(_ key: WatchKey) {
    observers.withLock { $0.all[key.number] = nil }
  }

  // MARK: Changing

  /// Changes the fleet and tells those who watch what became of its devices.
  func change<Result>(
    _ body: (inout World, Timestamp, inout [DeviceChange]) throws(GatewayError) -> Result
  ) throws(GatewayError) -> Result {
    var changes: [DeviceChange] = []
    let now = clock.now
    let outcome: Swift.Result<Result, GatewayError> = world.withLock { world in
      do throws(GatewayError) {
        return .success(try body(&world, now, &changes))
      } catch {
        return .failure(error)
      }
    }
    let result = try outcome.get()
    if !changes.isEmpty {
      let told = observers.withLock { observers in observers.all.sorted { $0.key < $1.key }.map(\.value) }
      for observer in told {
        for change in changes { observer(change) }
      }
    }
    return result
  }

  /// Changes one device.
  func change<Result>(
    _ number: Int, _ body: (inout DeviceState, Timestamp) throws(GatewayError) -> Result
  ) throws(GatewayError) -> Result {
    try change { (world, now, changes) throws(GatewayError) in
      guard let before = world.fleet.device(number, at: now) else { throw .noSuchDevice(.id(number)) }
      var state = world.fleet.state(of: number, at: now)
      let result = try body(&state, now)
      world.fleet.setState(state, of: number)
      changes.append(DeviceChange(before: before, after: world.fleet.device(number, at: now)))
      return result
    }
  }

  /// Reads what is stored of one device.
  func state(of number: Int) -> DeviceState? {
    let now = clock.now
    return world.withLock { $0.fleet.exists(number) ? $0.fleet.state(of: number, at: now) : nil }
  }

  func look<Result>(_ body: (borrowing World, Timestamp) -> Result) -> Result {
    let now = clock.now
    return world.withLock { body($0, now) }
  }

  /// Runs `body` after so many seconds, unless the device is gone by then or lives in another episode.
  func later(_ seconds: Double, _ number: Int, episode: Int, _ body: @escaping @Sendable (Simulation) -> Void) {
    let era = world.withLock { $0.era }
    schedule(clock.now.advanced(bySeconds: seconds), number, era: era, episode: episode, body)
  }

  func schedule(
    _ instant: Timestamp, _ number: Int, era: Int, episode: Int, _ body: @escaping @Sendable (Simulation) -> Void
  ) {
    _ = clock.schedule(at: instant, for: number) { [weak self] in
      guard let self else { return }
      let isCurrent = look { world, now in
        world.era == era && world.fleet.exists(number) && world.fleet.state(of: number, at: now).life.episode == episode
      }
      if isCurrent { body(self) }
    }
  }
}

extension DeviceState {
  /// A device that was made with these members, from a file.
  static func made(_ device: Device, _ number: Int, at now: Timestamp) -> DeviceState {
    var status = DeviceStatus.unknown
    if case .status(let told) = device[.status] { status = told }
    let period = max(1, device[.updateFrequency]?.integerValue ?? 300)
    return DeviceState(
      base: device,
      life: DeviceLife(
        isReachable: status != .down, hasBeenSeen: device[.lastConnection] != .null, status: status,
        statusChange: device[.statusChange]?.instant,
        informs: InformSchedule(anchor: now.advanced(bySeconds: Double(period)), period: period),
        lastConnection: device[.lastConnection]?.instant, lastConfiguration: device[.lastConfiguration]?.instant,
        bootedAt: now))
  }
}
