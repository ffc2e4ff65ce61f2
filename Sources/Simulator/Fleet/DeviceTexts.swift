internal import GatewayCore
internal import JSON
internal import Synchronization

/// JSON texts of devices that nobody has changed, kept so that telling one again copies bytes and composes nothing.
///
/// A bounded number of them: devices whose numbers fall on the same place take turns in it.
final class DeviceTexts: Sendable {
  private struct Slot {
    var number = 0
    /// The text holds from here on, to the device's next session, which moves its `last_connection`.
    var begin = Timestamp(milliseconds: .max)
    var end = Timestamp(milliseconds: .min)
    var text: [UInt8] = []
  }

  /// A thousand bytes each.
  private static let most = 1 << 14

  private let slots: Mutex<[Slot]>
  private let mask: Int

  /// - Parameter count: how many devices there are; no more texts than that are kept.
  init(of count: Int) {
    var size = 1
    while size < min(count, DeviceTexts.most) { size *= 2 }
    mask = size - 1
    slots = Mutex(Array(repeating: Slot(), count: size))
  }

  /// Writes all that a device tells.
  func write(_ device: GeneratedDevice, at now: Timestamp, to writer: inout JSONWriter) {
    slots.withLock { slots in
      let place = device.number & mask
      if slots[place].number == device.number, now >= slots[place].begin, now < slots[place].end {
        let text = slots[place].text
        return writer.raw(text.span)
      }
      let start = writer.count
      device.write(.all, at: now, to: &writer)
      let (begin, end) = device.unchanging(at: now)
      slots[place].number = device.number
      slots[place].begin = begin
      slots[place].end = end
      slots[place].text = writer.bytes(behind: start)
    }
  }
}

extension GeneratedDevice {
  /// The span of time around `now` in which the device tells the same.
  fileprivate func unchanging(at now: Timestamp) -> (begin: Timestamp, end: Timestamp) {
    guard fate == .up else { return (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max)) }
    let informs = generator.informs(number)
    return (informs.last(at: now), informs.next(after: now))
  }
}
