internal import GatewayCore
internal import JSON
internal import Simulator

/// Writes records of shape A (reference: 2.1).
enum RecordA {
  /// In the order of the pages.
  private static let fields: [DeviceField] = [
    .id, .uuid, .name, .customerID, .isActive, .status, .statusChange, .type, .typeShortName, .softwareVersion,
    .hardwareVersion, .manufacturer, .uniqueIdentifier, .productClass, .serialNumber, .serialNumberAlt, .description,
    .organizationID, .firmwareImage, .firmwareImageIsPending, .locationName, .location, .locationShortName, .latitude,
    .longitude, .username, .updateFrequency, .address, .lastConnection, .lastConfiguration, .lastChange, .created,
    .debug, .reboot, .factory, .deviceFactory, .sync, .reconf, .pendingSettings,
  ]

  private static let flags = FieldSet([.reboot, .factory, .deviceFactory, .sync, .reconf])

  /// What the list of the id page leaves out.
  private static let leftOutOfLists = FieldSet([
    .uniqueIdentifier, .productClass, .serialNumberAlt, .firmwareImage, .firmwareImageIsPending, .location, .latitude,
    .longitude, .username, .updateFrequency, .lastConfiguration, .lastChange, .debug,
  ])

  /// What the create of the id page leaves out.
  private static let leftOutOfCreates = FieldSet([
    .uniqueIdentifier, .productClass, .address, .lastConnection, .lastConfiguration, .lastChange, .firmwareImage,
    .firmwareImageIsPending, .location,
  ])

  private static func leftOut(_ context: RecordContext) -> FieldSet {
    var leftOut: FieldSet = []
    if context.switches.members == .page, context.key == .id {
      if context.page == .list { leftOut = leftOutOfLists }
      if context.page == .create { leftOut = leftOutOfCreates }
    }
    let hidesFlags =
      context.switches.flagsShown == .none || context.switches.flagsShown == .page && context.key == .id
    return hidesFlags ? leftOut.union(flags) : leftOut
  }

  static func write(_ device: any DeviceRecord, _ context: RecordContext, to writer: inout JSONWriter) {
    let leftOut = leftOut(context)
    let form = context.switches.times
    writer.beginObject()
    for field in fields where !leftOut.contains(field) {
      switch field {
      case .status:
        writer.member(field.key)
        writeStatus(device, context, to: &writer)
      case .statusChange:
        writer.member(field.key)
        writeStatusChange(device, context, to: &writer)
      case .lastConnection, .lastConfiguration, .lastChange, .created:
        writer.member(field.key)
        writer.time(device[field], form)
      case .type:
        writer.member(field.key)
        writeType(device, context.switches.references, to: &writer)
      case .location where context.switches.locationForm == .text:
        writer.member(field.key)
        (device[.locationName] ?? .null).write(to: &writer)
      case .locationName where context.hidesLocationName:
        writer.member(field.key)
        writer.null()
      case .pendingSettings:
        let pending = PendingText(device, context)
        guard pending.isTold else { continue }
        writer.member(field.key)
        pending.write(to: &writer)
      default:
        writer.member(field.key)
        (device[field] ?? .null).write(to: &writer)
      }
    }
    if let password = context.password {
      writer.member("password")
      writer.string(password)
    }
    if context.switches.hasExtraMembers { writeExtras(to: &writer) }
    writer.endObject()
  }

  private static func writeStatus(_ device: any DeviceRecord, _ context: RecordContext, to writer: inout JSONWriter) {
    var status = context.status(of: device).status
    if status == .unknown, context.switches.newStatus == .down { status = .down }
    guard status != .unknown else { return writer.null() }
    switch context.switches.statusWords {
    case .title: writer.string(status == .up ? "Up" : "Down")
    case .lower: writer.string(status.rawValue)
    case .boolean: writer.boolean(status == .up)
    case .digit: writer.integer(status == .up ? 1 : 0)
    }
  }

  /// When the former status began is not known while that is told.
  private static func writeStatusChange(
    _ device: any DeviceRecord, _ context: RecordContext, to writer: inout JSONWriter
  ) {
    let (status, isStale) = context.status(of: device)
    if isStale { return writer.null() }
    let isNew = status == .unknown && context.switches.newStatus == .down
    writer.time(device[isNew ? .created : .statusChange], context.switches.times)
  }

  private static func writeType(_ device: any DeviceRecord, _ form: ReferenceForm, to writer: inout JSONWriter) {
    guard let id = device[.type]?.integerValue else { return writer.null() }
    switch form {
    case .page, .integer: writer.integer(id)
    case .text: writer.string(String(id))
    case .object:
      writer.beginObject()
      writer.member("id")
      writer.integer(id)
      writer.member("name")
      (device[.typeShortName] ?? .null).write(to: &writer)
      writer.endObject()
    }
  }

  static func writeExtras(to writer: inout JSONWriter) {
    writer.member("x_generation")
    writer.integer(7)
    writer.member("x_labels")
    writer.beginObject()
    writer.member("tier")
    writer.string("gold")
    writer.endObject()
  }
}
