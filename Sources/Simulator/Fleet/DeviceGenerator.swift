package import GatewayCore
internal import JSON

/// Computes the devices of a fleet from seed, number and time: nothing of them is stored until something changes.
package struct DeviceGenerator: Sendable {
  let scramble: Scramble
  /// When the fleet began to be told: what lies before is computed backwards from it.
  let epoch: Timestamp

  package init(seed: UInt64, epoch: Timestamp) {
    scramble = Scramble(seed: seed)
    self.epoch = epoch
  }

  /// What the numbers of a device are drawn for.
  enum Purpose {
    static let profile: UInt64 = 1
    static let organization: UInt64 = 2
    static let place: UInt64 = 3
    static let fate: UInt64 = 4
    static let serial: UInt64 = 5
    static let uuid: UInt64 = 6
    static let uuidRest: UInt64 = 7
    static let times: UInt64 = 8
    static let inform: UInt64 = 9
    static let versions: UInt64 = 10
    static let oddities: UInt64 = 11
    static let position: UInt64 = 12
    static let delays: UInt64 = 13
    static let parameters: UInt64 = 14
    static let identifiers: UInt64 = 15
  }

  /// How a device begins.
  enum Fate {
    case up
    case down
    /// Made, and never connected so far.
    case unseen
  }

  /// The first devices are always there, so that whoever tries the mock begins with devices that work.
  private static let alwaysUp = 8

  func fate(_ number: Int) -> Fate {
    if number <= DeviceGenerator.alwaysUp { return .up }
    switch scramble.pick(number, Purpose.fate, below: 100) {
    case ..<88: return .up
    case ..<97: return .down
    default: return .unseen
    }
  }

  @inline(__always)
  func profileIndex(_ number: Int) -> Int {
    scramble.pick(number, Purpose.profile, below: Catalogue.profiles.count)
  }

  func profile(_ number: Int) -> Catalogue.Profile {
    Catalogue.profiles[profileIndex(number)]
  }

  func organization(_ number: Int) -> Catalogue.Organization {
    Catalogue.organizations[scramble.pick(number, Purpose.organization, below: Catalogue.organizations.count)]
  }

  @inline(__always)
  func placeIndex(_ number: Int) -> Int {
    scramble.pick(number, Purpose.place, below: Catalogue.places.count)
  }

  func softwareIndex(_ number: Int) -> Int {
    scramble.pick(number, Purpose.versions, below: profile(number).software.count - 1)
  }

  func hardwareIndex(_ number: Int) -> Int {
    scramble.pick(number, Purpose.versions &+ 50, below: profile(number).hardware.count)
  }

  static func firmwareImage(profile: Int, version: Int) -> Int {
    profile * 10 + version
  }

  // MARK: Times

  /// Seconds between two sessions that the device opens by itself.
  func updateFrequency(_ number: Int) -> Int {
    switch scramble.pick(number, Purpose.inform, below: 4) {
    case 0: 180
    case 1: 300
    case 2: 600
    default: 900
    }
  }

  func informs(_ number: Int) -> InformSchedule {
    let seconds = updateFrequency(number)
    let phase = Int(scramble.bits(number, Purpose.inform) >> 8) % (seconds * 1000)
    return InformSchedule(
      anchor: Timestamp(milliseconds: epoch.milliseconds - seconds * 1000 + phase), period: seconds)
  }

  /// When a device that nobody touched last went up or down.
  func statusChange(_ number: Int) -> Timestamp {
    let hours = 1 + Int(scramble.bits(number, Purpose.times) >> 48) % 480
    return Timestamp(milliseconds: epoch.milliseconds - hours * 3_600_000 - number % 977 * 1000)
  }

  func configurationTime(_ number: Int) -> Timestamp {
    moment(days: 1, spread: 60, number, 32)
  }

  /// A moment so many days before the epoch, or up to `spread` days earlier.
  func moment(days: Int, spread: Int, _ number: Int, _ shift: UInt64) -> Timestamp {
    let seconds = Int(scramble.bits(number, Purpose.times &+ 100) >> shift & 0xFFFF_FFFF)
    return Timestamp(milliseconds: epoch.milliseconds - days * 86_400_000 - seconds % (spread * 86_400) * 1000)
  }

  // MARK: Names that lead back to the number

  func name(_ number: Int) -> ShortText {
    name(number, place: placeIndex(number), profile: profileIndex(number))
  }

  func name(_ number: Int, place: Int, profile: Int) -> ShortText {
    var text = ShortText()
    text.append(Catalogue.places[place].tag)
    text.append(byte: UInt8(ascii: "-"))
    text.append(Catalogue.profiles[profile].tag)
    text.append(byte: UInt8(ascii: "-"))
    text.append(number, width: 6)
    return text
  }

  func serialNumber(_ number: Int) -> ShortText {
    var text = ShortText()
    text.append("CP")
    text.append(
      hex: UInt64(scramble.hide(UInt32(truncatingIfNeeded: number), Purpose.serial)), digits: 8, upperCase: true)
    return text
  }

  func uuid(_ number: Int) -> ShortText {
    let rest = (scramble.bits(number, Purpose.uuidRest), scramble.bits(number, Purpose.uuidRest &+ 100))
    var text = ShortText()
    text.append(hex: UInt64(scramble.hide(UInt32(truncatingIfNeeded: number), Purpose.uuid)), digits: 8)
    text.append(byte: UInt8(ascii: "-"))
    text.append(hex: rest.0, digits: 4)
    // Version 4 and the variant of RFC 9562.
    text.append("-4")
    text.append(hex: rest.0 >> 16, digits: 3)
    text.append(byte: UInt8(ascii: "-"))
    text.append(hex: 8 | rest.0 >> 28 & 3, digits: 1)
    text.append(hex: rest.0 >> 32, digits: 3)
    text.append(byte: UInt8(ascii: "-"))
    text.append(hex: rest.1, digits: 12)
    return text
  }

  /// The digits that a text ends with; nil without any, or with more than a fleet has numbers.
  private static func numberAtEnd(of text: String) -> Int? {
    var (number, weight) = (0, 1)
    for byte in text.utf8.reversed() {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { break }
      guard weight < 1_000_000_000 else { return nil }
      number += Int(byte - UInt8(ascii: "0")) * weight
      weight *= 10
    }
    return weight > 1 ? number : nil
  }

  /// The number that a generated name, serial number or uuid would belong to; whoever asks must compare.
  func candidate(for selector: DeviceSelector) -> Int? {
    switch selector {
    case .id(let id): id
    case .name(let name): DeviceGenerator.numberAtEnd(of: name.text)
    case .serialNumber(let serial):
      serial.text.hasPrefix("CP")
        ? UInt32(serial.text.dropFirst(2), radix: 16).map { Int(scramble.find($0, Purpose.serial)) } : nil
    case .uuid(let uuid):
      UInt32(uuid.text.prefix(8), radix: 16).map { Int(scramble.find($0, Purpose.uuid)) }
    }
  }
}
