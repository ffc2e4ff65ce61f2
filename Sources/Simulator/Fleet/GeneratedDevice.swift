internal import GatewayCore
internal import JSON

/// A device of the fleet that nobody has changed: what it tells is computed, without allocating.
struct GeneratedDevice {
  let generator: DeviceGenerator
  let number: Int
  /// Places in the lists of the ``Catalogue``.
  private let profileIndex: Int
  private let placeIndex: Int
  let fate: DeviceGenerator.Fate

  init(_ generator: DeviceGenerator, _ number: Int) {
    self.generator = generator
    self.number = number
    profileIndex = generator.profileIndex(number)
    placeIndex = generator.placeIndex(number)
    fate = generator.fate(number)
  }

  private typealias Purpose = DeviceGenerator.Purpose
  private var profile: Catalogue.Profile { Catalogue.profiles[profileIndex] }
  private var place: Catalogue.Place { Catalogue.places[placeIndex] }

  /// The members that a generated device tells.
  static let told = FieldSet.all.subtracting(
    FieldSet([.typeName, .typeModel, .organizationName, .organizationCode, .macAddress, .extra]))

  /// Nil for members that this source does not tell.
  func value(of field: DeviceField, at now: Timestamp) -> DeviceValue? {
    guard GeneratedDevice.told.contains(field) else { return nil }
    var sink = DeviceValueSink()
    tell(field, at: now, to: &sink)
    return sink.value
  }

  func write(_ fields: FieldSet, at now: Timestamp, to writer: inout JSONWriter) {
    writer.beginObject()
    for field in fields.intersection(GeneratedDevice.told).fields {
      writer.member(field.key)
      tell(field, at: now, to: &writer)
    }
    writer.endObject()
  }

  @inline(__always)
  private func tell<Sink: ValueSink & ~Copyable>(_ field: DeviceField, at now: Timestamp, to sink: inout Sink) {
    switch field {
    case .id: sink.integer(number)
    case .uuid: sink.text(generator.uuid(number))
    case .name: sink.text(generator.name(number, place: placeIndex, profile: profileIndex))
    case .customerID: isOdd(oneIn: 16, 0) ? sink.null() : numbered("SUB-", to: &sink)
    case .isActive: sink.boolean(!isOdd(oneIn: 40, 1))
    case .type: sink.integer(profile.id)
    case .typeShortName: sink.literal(profile.shortName)
    case .serialNumber: sink.text(generator.serialNumber(number))
    case .serialNumberAlt: isOdd(oneIn: 3, 2) ? numbered("ALT-", to: &sink) : sink.null()
    case .description: tellDescription(to: &sink)
    case .organizationID: sink.integer(generator.organization(number).id)
    case .firmwareImageIsPending, .debug, .reboot, .factory, .deviceFactory, .sync, .reconf, .hasPending:
      sink.boolean(false)
    case .pendingSettings: sink.noTexts()
    case .location: sink.integer(place.id)
    case .locationName: sink.literal(place.name)
    case .locationShortName: sink.literal(place.shortName)
    case .latitude: tellDegrees(place.latitude, shift: 0, to: &sink)
    case .longitude: tellDegrees(place.longitude, shift: 20, to: &sink)
    case .username: numbered("cpe", to: &sink)
    case .updateFrequency: sink.integer(generator.updateFrequency(number))
    case .created: sink.time(generator.moment(days: 100, spread: 1400, number, 0))
    case .lastChange: sink.time(generator.moment(days: 1, spread: 90, number, 16))
    case .status: sink.status(fate == .up ? .up : fate == .down ? .down : .unknown)
    case .statusChange: fate == .unseen ? sink.null() : sink.time(generator.statusChange(number))
    case .lastConnection: tellLastConnection(at: now, to: &sink)
    case .lastConfiguration: fate == .unseen ? sink.null() : sink.time(generator.configurationTime(number))
    case .softwareVersion, .hardwareVersion, .manufacturer, .uniqueIdentifier, .productClass, .firmwareImage, .address:
      fate == .unseen ? sink.null() : tellReported(field, to: &sink)
    case .typeName, .typeModel, .organizationName, .organizationCode, .macAddress, .extra: sink.null()
    }
  }

  private func tellLastConnection<Sink: ValueSink & ~Copyable>(at now: Timestamp, to sink: inout Sink) {
    switch fate {
    case .up: sink.time(generator.informs(number).last(at: now))
    case .down: sink.time(generator.statusChange(number))
    case .unseen: sink.null()
    }
  }

  /// What a device says of itself once it has connected; null for all other members.
  func reported(_ field: DeviceField) -> DeviceValue {
    var sink = DeviceValueSink()
    tellReported(field, to: &sink)
    return sink.value
  }

  @inline(__always)
  private func tellReported<Sink: ValueSink & ~Copyable>(_ field: DeviceField, to sink: inout Sink) {
    switch field {
    case .softwareVersion: sink.literal(profile.software[generator.softwareIndex(number)])
    case .hardwareVersion: sink.literal(profile.hardware[generator.hardwareIndex(number)])
    case .manufacturer: sink.literal(profile.manufacturer)
    case .productClass: sink.literal(profile.model)
    case .firmwareImage:
      sink.integer(DeviceGenerator.firmwareImage(profile: profile.id, version: generator.softwareIndex(number)))
    case .uniqueIdentifier:
      var text = ShortText()
      text.append(profile.oui)
      text.append(byte: UInt8(ascii: "-"))
      text.append(profile.model)
      text.append(byte: UInt8(ascii: "-"))
      text.append(number, width: 6)
      sink.text(text)
    case .address:
      // In the range that carriers use for their customers (RFC 6598).
      var text = ShortText()
      text.append("100.")
      text.append(64 + number >> 16 & 63)
      text.append(byte: UInt8(ascii: "."))
      text.append(number >> 8 & 255)
      text.append(byte: UInt8(ascii: "."))
      text.append(number & 255)
      sink.text(text)
    default: sink.null()
    }
  }

  private func isOdd(oneIn share: Int, _ purpose: UInt64) -> Bool {
    generator.scramble.pick(number, Purpose.oddities &+ 100 &* purpose, below: share) == 0
  }

  @inline(__always)
  private func numbered<Sink: ValueSink & ~Copyable>(_ prefix: StaticString, to sink: inout Sink) {
    var text = ShortText()
    text.append(prefix)
    text.append(number, width: 6)
    sink.text(text)
  }

  private func tellDescription<Sink: ValueSink & ~Copyable>(to sink: inout Sink) {
    switch generator.scramble.pick(number, Purpose.oddities &+ 300, below: 12) {
    case 0: sink.literal("roof unit")
    case 1: sink.literal("behind the cabinet")
    case 2: sink.literal("loaned for a trial")
    case 3: sink.literal("replaced after lightning")
    default: sink.null()
    }
  }

  /// A place near the middle of a town, with four decimals.
  private func tellDegrees<Sink: ValueSink & ~Copyable>(_ middle: Int, shift: UInt64, to sink: inout Sink) {
    let value = middle + Int(generator.scramble.bits(number, Purpose.position) >> shift & 0x3FF) - 512
    var text = ShortText()
    if value < 0 { text.append(byte: UInt8(ascii: "-")) }
    text.append(abs(value) / 10_000)
    text.append(byte: UInt8(ascii: "."))
    text.append(abs(value) % 10_000, width: 4)
    sink.text(text)
  }
}
