internal import GatewayCore
internal import JSON

/// Which devices there are, and what is stored of those that have changed.
///
/// A value: a copy is a snapshot.
struct FleetState: Sendable {
  private(set) var generator: DeviceGenerator
  /// Devices from 1 to this number are generated.
  private(set) var generatedCount: Int
  private(set) var lastNumber: Int
  /// How many devices there are now.
  private(set) var count: Int
  private var states: [Int: DeviceState] = [:]
  private var deleted: Set<Int> = []
  /// Names, serial numbers and uuids that are not those the generator makes.
  private var names: [ExactString: Int] = [:]
  private var serialNumbers: [ExactString: Int] = [:]
  private var uuids: [ExactString: Int] = [:]

  init(generator: DeviceGenerator, count: Int) {
    self.generator = generator
    generatedCount = count
    lastNumber = count
    self.count = count
  }

  func exists(_ number: Int) -> Bool {
    number >= 1 && number <= generatedCount ? !deleted.contains(number) : states[number] != nil
  }

  /// Whether anything of it was ever changed.
  func isStored(_ number: Int) -> Bool {
    states[number] != nil
  }

  func device(_ number: Int, at now: Timestamp) -> SimulatedDevice? {
    exists(number)
      ? SimulatedDevice(generator: generator, number: number, state: states[number], now: now) : nil
  }

  // MARK: Finding

  func number(of selector: DeviceSelector) -> Int? {
    let found: Int? =
      switch selector {
      case .id(let id): id
      case .name(let name): names[name]
      case .serialNumber(let serial): serialNumbers[serial]
      case .uuid(let uuid): uuids[uuid]
      }
    if let found { return exists(found) ? found : nil }
    guard let candidate = generator.candidate(for: selector), candidate > 0, candidate <= generatedCount,
      exists(candidate)
    else { return nil }
    return isNamed(candidate, by: selector) ? candidate : nil
  }

  /// Whether a generated device still has the name that leads to it.
  private func isNamed(_ number: Int, by selector: DeviceSelector) -> Bool {
    let told = states[number]?.told
    switch selector {
    case .id: return true
    case .name(let name): return told?[.name] == nil && generator.name(number).equals(name.text)
    case .serialNumber(let serial):
      return told?[.serialNumber] == nil && generator.serialNumber(number).equals(serial.text)
    case .uuid(let uuid): return told?[.uuid] == nil && generator.uuid(number).equals(uuid.text)
    }
  }

  // MARK: Changing

  /// What is stored of a device, or what would be if something of it changed now.
  func state(of number: Int, at now: Timestamp) -> DeviceState {
    states[number] ?? DeviceState(base: nil, life: generator.life(number, at: now))
  }

  mutating func setState(_ state: DeviceState, of number: Int) {
    unindex(number)
    states[number] = state
    index(number)
  }

  /// Adds a device that is not generated and returns its number.
  mutating func add(_ make: (Int) -> DeviceState) -> Int {
    lastNumber += 1
    count += 1
    states[lastNumber] = make(lastNumber)
    index(lastNumber)
    return lastNumber
  }

  mutating func remove(_ number: Int) {
    unindex(number)
    states[number] = nil
    count -= 1
    if number <= generatedCount { deleted.insert(number) }
  }

  private mutating func index(_ number: Int) {
    guard let state = states[number] else { return }
    if let text = state.ownText(.name) { names[text] = number }
    if let text = state.ownText(.serialNumber) { serialNumbers[text] = number }
    if let text = state.ownText(.uuid) { uuids[text] = number }
  }

  private mutating func unindex(_ number: Int) {
    guard let state = states[number] else { return }
    if let text = state.ownText(.name) { names[text] = nil }
    if let text = state.ownText(.serialNumber) { serialNumbers[text] = nil }
    if let text = state.ownText(.uuid) { uuids[text] = nil }
  }
}

extension DeviceState {
  /// A text that is not the generator's.
  fileprivate func ownText(_ field: DeviceField) -> ExactString? {
    guard case .text(let text) = told[field] ?? base?[field] else { return nil }
    return text
  }
}

extension DeviceGenerator {
  /// How a generated device does before anybody touches it.
  func life(_ number: Int, at now: Timestamp) -> DeviceLife {
    let fate = fate(number)
    let change = statusChange(number)
    return DeviceLife(
      isReachable: fate == .up, hasBeenSeen: fate != .unseen,
      status: fate == .up ? .up : fate == .down ? .down : .unknown,
      statusChange: fate == .unseen ? nil : change,
      informs: informs(number), lastConnection: fate == .down ? change : nil,
      lastConfiguration: fate == .unseen ? nil : configurationTime(number), bootedAt: change)
  }
}
