internal import GatewayCore

extension DeviceGenerator {
  /// What a device tells that nobody has changed; nil for members that this source does not tell.
  func value(of field: DeviceField, number: Int, at now: Timestamp) -> GeneratedValue? {
    switch field {
    case .id: .integer(number)
    case .uuid: .text(uuid(number))
    case .name: .text(name(number))
    case .customerID: numbered("SUB-", number, unless: isOdd(number, oneIn: 16, 0))
    case .isActive: .boolean(!isOdd(number, oneIn: 40, 1))
    case .type: .integer(profile(number).id)
    case .typeShortName: .literal(profile(number).shortName)
    case .serialNumber: .text(serialNumber(number))
    case .serialNumberAlt: numbered("ALT-", number, unless: !isOdd(number, oneIn: 3, 2))
    case .description: description(number)
    case .organizationID: .integer(organization(number).id)
    case .firmwareImageIsPending, .debug, .reboot, .factory, .deviceFactory, .sync, .reconf, .hasPending:
      .boolean(false)
    case .pendingSettings: .noTexts
    case .location: .integer(place(number).id)
    case .locationName: .literal(place(number).name)
    case .locationShortName: .literal(place(number).shortName)
    case .latitude: .text(degrees(place(number).latitude, number, 0))
    case .longitude: .text(degrees(place(number).longitude, number, 20))
    case .username: numbered("cpe", number, unless: false)
    case .updateFrequency: .integer(updateFrequency(number))
    case .created: .time(before(days: 100, spread: 1400, number, 0))
    case .lastChange: .time(before(days: 1, spread: 90, number, 16))
    case .status, .statusChange, .lastConnection, .lastConfiguration: state(field, number, at: now)
    case .softwareVersion, .hardwareVersion, .manufacturer, .uniqueIdentifier, .productClass, .firmwareImage, .address:
      fate(number) == .unseen ? .null : reported(field, number)
    case .typeName, .typeModel, .organizationName, .organizationCode, .macAddress, .extra: nil
    }
  }

  private func state(_ field: DeviceField, _ number: Int, at now: Timestamp) -> GeneratedValue {
    let fate = fate(number)
    switch field {
    case .status: return .status(fate == .up ? .up : fate == .down ? .down : .unknown)
    case .statusChange where fate != .unseen: return .time(statusChange(number))
    case .lastConnection where fate == .up:
      return .time(InformSchedule(anchor: informAnchor(number), period: updateFrequency(number)).last(at: now))
    case .lastConnection where fate == .down: return .time(statusChange(number))
    case .lastConfiguration where fate != .unseen: return .time(before(days: 1, spread: 60, number, 32))
    default: return .null
    }
  }

  /// When a device that nobody touched last went up or down.
  func statusChange(_ number: Int) -> Timestamp {
    let hours = 1 + Int(scramble.bits(number, Purpose.times) >> 48) % 480
    return Timestamp(milliseconds: epoch.milliseconds - hours * 3_600_000 - number % 977 * 1000)
  }

  func lastConfiguration(_ number: Int) -> Timestamp? {
    fate(number) == .unseen ? nil : before(days: 1, spread: 60, number, 32)
  }

  /// What a device says of itself once it has connected.
  func reported(_ field: DeviceField, _ number: Int) -> GeneratedValue {
    let profile = profile(number)
    switch field {
    case .softwareVersion: return .literal(profile.software[softwareIndex(number)])
    case .hardwareVersion:
      return .literal(profile.hardware[scramble.pick(number, Purpose.versions &+ 50, below: profile.hardware.count)])
    case .manufacturer: return .literal(profile.manufacturer)
    case .productClass: return .literal(profile.model)
    case .firmwareImage:
      return .integer(DeviceGenerator.firmwareImage(profile: profile.id, version: softwareIndex(number)))
    case .uniqueIdentifier:
      var text = ShortText()
      text.append(profile.oui)
      text.append(byte: UInt8(ascii: "-"))
      text.append(profile.model)
      text.append(byte: UInt8(ascii: "-"))
      text.append(number, width: 6)
      return .text(text)
    case .address: return .text(address(number))
    default: return .null
    }
  }

  /// In the range that carriers use for their customers (RFC 6598).
  func address(_ number: Int) -> ShortText {
    var text = ShortText()
    text.append("100.")
    text.append(64 + number >> 16 & 63)
    text.append(byte: UInt8(ascii: "."))
    text.append(number >> 8 & 255)
    text.append(byte: UInt8(ascii: "."))
    text.append(number & 255)
    return text
  }

  private func isOdd(_ number: Int, oneIn share: Int, _ purpose: UInt64) -> Bool {
    scramble.pick(number, Purpose.oddities &+ 100 &* purpose, below: share) == 0
  }

  private func numbered(_ prefix: StaticString, _ number: Int, unless isMissing: Bool) -> GeneratedValue {
    guard !isMissing else { return .null }
    var text = ShortText()
    text.append(prefix)
    text.append(number, width: 6)
    return .text(text)
  }

  private func description(_ number: Int) -> GeneratedValue {
    let texts: [StaticString] = ["roof unit", "behind the cabinet", "loaned for a trial", "replaced after lightning"]
    let choice = scramble.pick(number, Purpose.oddities &+ 300, below: 12)
    return choice < texts.count ? .literal(texts[choice]) : .null
  }

  private func before(days: Int, spread: Int, _ number: Int, _ shift: UInt64) -> Timestamp {
    let seconds = Int(scramble.bits(number, Purpose.times &+ 100) >> shift & 0xFFFF_FFFF)
    return Timestamp(milliseconds: epoch.milliseconds - days * 86_400_000 - seconds % (spread * 86_400) * 1000)
  }

  /// A place near the middle of a town, with four decimals.
  private func degrees(_ middle: Int, _ number: Int, _ shift: UInt64) -> ShortText {
    let value = middle + Int(scramble.bits(number, Purpose.position) >> shift & 0x3FF) - 512
    var text = ShortText()
    if value < 0 { text.append(byte: UInt8(ascii: "-")) }
    text.append(abs(value) / 10_000)
    text.append(byte: UInt8(ascii: "."))
    text.append(abs(value) % 10_000, width: 4)
    return text
  }
}
