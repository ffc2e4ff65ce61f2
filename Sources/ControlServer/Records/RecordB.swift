internal import GatewayCore
internal import JSON
internal import Simulator

/// Writes records of shape B (reference: 2.2).
enum RecordB {
  static func write(_ device: any DeviceRecord, _ context: RecordContext, to writer: inout JSONWriter) {
    let form = context.switches.times
    let isDetail = context.page == .detail
    let isWrite = context.page == .put || context.page == .patch
    writer.beginObject()
    tell("serial_number", device[.serialNumber], to: &writer)
    tell("name", device[.name], to: &writer)
    writer.member("type")
    writeType(device, context, to: &writer)
    writer.member("organization")
    writeOrganization(device, context, to: &writer)
    writer.member("status")
    writer.boolean(context.status(of: device).status == .up)
    if context.page != .create, context.page != .put {
      writer.member("last_status_change")
      writer.time(device[.statusChange], form)
    }
    tell("ip_address", device[.address], to: &writer)
    if isDetail { tell("mac_address", device[.macAddress], to: &writer) }
    tell("location", device[.locationName], to: &writer)
    if context.page != .list { tell("description", device[.description], to: &writer) }
    if isDetail || isWrite { tell("firmware_version", device[.softwareVersion], to: &writer) }
    let hasPending = device[.hasPending] == .boolean(true)
    writer.member(context.switches.pendingStyle == .boolean ? "pending_settings" : "pending_changes")
    writer.boolean(hasPending)
    if isDetail, context.wantsPending { writeDetails(device, context, to: &writer) }
    if !isWrite {
      writer.member("created_at")
      writer.time(device[.created], form)
    }
    writer.member("updated_at")
    writer.time(device[.lastChange], form)
    if context.switches.hasExtraMembers { RecordA.writeExtras(to: &writer) }
    writer.endObject()
  }

  private static func tell(_ name: StaticString, _ value: DeviceValue?, to writer: inout JSONWriter) {
    writer.member(name)
    (value ?? .null).write(to: &writer)
  }

  private static func writeType(_ device: any DeviceRecord, _ context: RecordContext, to writer: inout JSONWriter) {
    guard let id = device[.type]?.integerValue else { return writer.null() }
    switch context.switches.references {
    case .integer: writer.integer(id)
    case .text: writer.string(String(id))
    case .page, .object:
      let profile = Catalogue.profiles.first { $0.id == id }
      writer.beginObject()
      writer.member("id")
      writer.integer(id)
      writer.member("name")
      if let profile { writer.string(profile.shortName) } else { (device[.typeShortName] ?? .null).write(to: &writer) }
      writer.member("model")
      if let profile { writer.string(profile.model) } else { writer.null() }
      if context.page == .detail { tell("manufacturer", device[.manufacturer], to: &writer) }
      writer.endObject()
    }
  }

  private static func writeOrganization(
    _ device: any DeviceRecord, _ context: RecordContext, to writer: inout JSONWriter
  ) {
    guard let id = device[.organizationID]?.integerValue else { return writer.null() }
    switch context.switches.references {
    case .integer: writer.integer(id)
    case .text: writer.string(String(id))
    case .page, .object:
      let organization = Catalogue.organizations.first { $0.id == id }
      writer.beginObject()
      writer.member("id")
      writer.integer(id)
      writer.member("name")
      if let organization { writer.string(organization.name) } else { writer.null() }
      if context.page == .detail {
        writer.member("code")
        if let organization { writer.string(organization.code) } else { writer.null() }
      }
      writer.endObject()
    }
  }

  private static func writeDetails(_ device: any DeviceRecord, _ context: RecordContext, to writer: inout JSONWriter) {
    let updates = [DeviceField.sync, .reconf].count { device[$0] == .boolean(true) }
    writer.member("pending_details")
    writer.beginObject()
    writer.member("configuration_updates")
    writer.integer(updates)
    writer.member("firmware_update")
    writer.boolean(device[.firmwareImageIsPending] == .boolean(true))
    writer.member("last_pending_change")
    writer.time(device[.lastChange], context.switches.times)
    writer.endObject()
  }
}
