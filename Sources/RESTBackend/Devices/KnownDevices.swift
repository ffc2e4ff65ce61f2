internal import DequeModule
internal import GatewayCore
internal import JSON
internal import Synchronization

/// What was read of devices lately: which id a name, serial number or uuid belongs to, and the last record.
///
/// A name may belong to another device by now, so before a write it is looked at again.
final class KnownDevices: Sendable {
  private struct Entry: Sendable {
    let id: Int
    /// Tells a device that was forgotten and seen again from what it was.
    let turn: Int
  }

  private struct Known: Sendable {
    var device: any DeviceRecord
    let turn: Int
    /// When it was read last.
    var at: Timestamp
  }

  private struct State: Sendable {
    var ids: [DeviceSelector: Int] = [:]
    var records: [Int: Known] = [:]
    /// In the order in which they were first seen, so that the oldest is forgotten; some are forgotten already.
    var order: Deque<Entry> = []
    var lastTurn = 0
    /// What nobody has asked for yet: most is never asked for, and taking its names costs more than all the rest of
    /// reading it.
    var noted: Deque<(device: any DeviceRecord, at: Timestamp)> = []

    func holds(_ entry: Entry) -> Bool { records[entry.id]?.turn == entry.turn }
  }

  private let state = Mutex(State())
  private let clock: any GatewayClock
  private let most: Int

  /// - Parameter most: so many devices are remembered.
  init(clock: any GatewayClock, most: Int = 10_000) {
    self.clock = clock
    self.most = most
  }

  /// A device that was read so lately, in seconds, still goes by the name it had: for sending an operation, which
  /// must not meet a device that got its name from elsewhere since.
  static let lately = 300.0

  /// The same as ``id(of:)``, of what was read lately.
  func idLately(of selector: DeviceSelector) -> Int? {
    if case .id(let id) = selector { return id }
    let now = clock.now
    return withSettled { state in
      guard let id = state.ids[selector], let record = state.records[id],
        now.seconds(since: record.at) <= KnownDevices.lately
      else { return nil }
      return id
    }
  }

  func id(of selector: DeviceSelector) -> Int? {
    if case .id(let id) = selector { return id }
    return withSettled { $0.ids[selector] }
  }

  func record(_ id: Int) -> (any DeviceRecord)? {
    withSettled { $0.records[id]?.device }
  }

  /// Remembers a record in place of what was known of its device.
  func learn(_ device: any DeviceRecord) {
    let now = clock.now
    withSettled { learn(device, at: now, &$0) }
  }

  /// Remembers what was just read, as ``learn(_:)`` does, and looks into it when somebody asks.
  func note(_ devices: some Sequence<any DeviceRecord>) {
    let now = clock.now
    state.withLock { state in
      for device in devices { state.noted.append((device, now)) }
      if state.noted.count > most { state.noted.removeFirst(state.noted.count - most) }
    }
  }

  func note(_ device: any DeviceRecord) {
    note(CollectionOfOne(device))
  }

  /// Calls `body` when all that was noted is learned.
  private func withSettled<Result>(_ body: (inout State) -> Result) -> Result {
    state.withLock { state in
      while let (device, at) = state.noted.popFirst() { learn(device, at: at, &state) }
      return body(&state)
    }
  }

  private func learn(_ device: any DeviceRecord, at instant: Timestamp, _ state: inout State) {
    if let before = state.records[device.id] {
      if !before.device.hasNames(of: device) { KnownDevices.forgetNames(of: before.device, &state) }
      state.records[device.id] = Known(device: device, turn: before.turn, at: instant)
    } else {
      state.lastTurn += 1
      state.records[device.id] = Known(device: device, turn: state.lastTurn, at: instant)
      state.order.append(Entry(id: device.id, turn: state.lastTurn))
    }
    for selector in device.selectors { state.ids[selector] = device.id }
    while state.records.count > most, let oldest = state.order.popFirst() {
      if state.holds(oldest) { KnownDevices.forget(oldest.id, &state) }
    }
    if state.order.count > 2 * most {
      let held = state.order.filter { state.holds($0) }
      state.order = held
    }
  }

  /// The device is gone.
  func forget(_ id: Int) {
    withSettled { KnownDevices.forget(id, &$0) }
  }

  /// The name turned out to belong to nobody, or to another device.
  func forget(_ selector: DeviceSelector) {
    withSettled { $0.ids[selector] = nil }
  }

  private static func forget(_ id: Int, _ state: inout State) {
    if let record = state.records.removeValue(forKey: id) { forgetNames(of: record.device, &state) }
  }

  private static func forgetNames(of device: any DeviceRecord, _ state: inout State) {
    for selector in device.selectors where state.ids[selector] == device.id { state.ids[selector] = nil }
  }
}

extension DeviceRecord {
  fileprivate func hasNames(of other: any DeviceRecord) -> Bool {
    self[.name] == other[.name] && self[.serialNumber] == other[.serialNumber] && self[.uuid] == other[.uuid]
  }

  /// All unique names it can be selected by, save its id.
  fileprivate var selectors: [DeviceSelector] {
    var selectors: [DeviceSelector] = []
    if case .text(let text) = self[.name] { selectors.append(.name(text)) }
    if case .text(let text) = self[.serialNumber] { selectors.append(.serialNumber(text)) }
    if case .text(let text) = self[.uuid] { selectors.append(.uuid(text)) }
    return selectors
  }
}
