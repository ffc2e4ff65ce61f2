internal import DequeModule
internal import GatewayCore
internal import JSON
internal import Synchronization

/// What was read of devices lately: which id a name, serial number or uuid belongs to, and the last record.
///
/// A name may belong to another device by now, so before a write it is looked at again.
final class KnownDevices: Sendable {
  private struct State: Sendable {
    var ids: [DeviceSelector: Int] = [:]
    var records: [Int: any DeviceRecord] = [:]
    /// Ids in the order in which they were first seen, so that the oldest is forgotten.
    var order: [Int] = []
    var oldest = 0
    /// Rows of lists that nobody has asked for yet: most are never asked for, and taking their names costs more than
    /// all the rest of reading them.
    var noted: Deque<any DeviceRecord> = []
  }

  private let state = Mutex(State())
  private let most: Int

  /// - Parameter most: so many devices are remembered.
  init(most: Int = 10_000) {
    self.most = most
  }

  func id(of selector: DeviceSelector) -> Int? {
    if case .id(let id) = selector { return id }
    return withSettled { $0.ids[selector] }
  }

  func record(_ id: Int) -> (any DeviceRecord)? {
    withSettled { $0.records[id] }
  }

  /// Remembers a record in place of what was known of its device.
  func learn(_ device: any DeviceRecord) {
    withSettled { learn(device, &$0) }
  }

  /// Remembers a row of a list, as ``learn(_:)`` does, and looks into it when somebody asks.
  func note(_ device: any DeviceRecord) {
    state.withLock { state in
      state.noted.append(device)
      if state.noted.count > most { state.noted.removeFirst() }
    }
  }

  /// Calls `body` when all that was noted is learned.
  private func withSettled<Result>(_ body: (inout State) -> Result) -> Result {
    state.withLock { state in
      while let device = state.noted.popFirst() { learn(device, &state) }
      return body(&state)
    }
  }

  private func learn(_ device: any DeviceRecord, _ state: inout State) {
    if let before = state.records.updateValue(device, forKey: device.id) {
      if before.hasNames(of: device) { return }
      KnownDevices.forgetNames(of: before, &state)
    } else {
      state.order.append(device.id)
    }
    for selector in device.selectors { state.ids[selector] = device.id }
    guard state.order.count - state.oldest > most else { return }
    let gone = state.order[state.oldest]
    state.oldest += 1
    if state.oldest > most {
      state.order.removeFirst(state.oldest)
      state.oldest = 0
    }
    if let record = state.records.removeValue(forKey: gone) { KnownDevices.forgetNames(of: record, &state) }
  }

  /// The device is gone.
  func forget(_ id: Int) {
    withSettled { state in
      guard let record = state.records.removeValue(forKey: id) else { return }
      KnownDevices.forgetNames(of: record, &state)
    }
  }

  /// The name turned out to belong to nobody, or to another device.
  func forget(_ selector: DeviceSelector) {
    withSettled { $0.ids[selector] = nil }
  }

  private static func forgetNames(of device: any DeviceRecord, _ state: inout State) {
    for selector in device.selectors where state.ids[selector] == device.id { state.ids[selector] = nil }
  }
}

extension DeviceRecord {
  fileprivate func hasNames(of other: any DeviceRecord) -> Bool {
    let names = [DeviceField.name, .serialNumber, .uuid]
    if let mine = self as? ScannedDevice, let theirs = other as? ScannedDevice {
      return names.allSatisfy { mine.tellsSame($0, as: theirs) }
    }
    return names.allSatisfy { self[$0] == other[$0] }
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
