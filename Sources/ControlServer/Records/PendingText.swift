internal import GatewayCore
internal import JSON

/// What is queued for a device, in the spellings of the pages (reference: 2.3).
struct PendingText {
  private let device: any DeviceRecord
  private let context: RecordContext

  init(_ device: any DeviceRecord, _ context: RecordContext) {
    self.device = device
    self.context = context
  }

  /// Whether the member is told at all.
  var isTold: Bool {
    guard context.switches.pendingShown == .always || context.wantsPending else { return false }
    return context.switches.emptyPending != .absent || hasAny
  }

  var hasAny: Bool { device[.hasPending] == .boolean(true) }

  func write(to writer: inout JSONWriter) {
    let style = context.switches.pendingStyle
    guard hasAny else {
      if style == .boolean { return writer.boolean(false) }
      switch context.switches.emptyPending {
      case .none: return context.page == .create && context.key == .id ? writer.null() : writer.string("None")
      case .null, .absent: return writer.null()
      case .empty: return writer.string("")
      }
    }
    switch style {
    case .boolean: writer.boolean(true)
    case .prose: writer.string(prose)
    case .tokens: writer.string(tokens.joined(separator: ","))
    case .states:
      let instant = String(context.now.advanced(bySeconds: 60).text.prefix(19)) + "Z"
      writer.string(
        tokens.map { $0 == "firmware_update" ? "\($0):pending" : "\($0):\(instant)" }.joined(separator: ","))
    }
  }

  private var prose: String {
    guard case .texts(let texts) = device[.pendingSettings] else { return "" }
    return texts.map(\.text).joined(separator: ", ")
  }

  private var tokens: [String] {
    let flags: [(DeviceField, String)] = [
      (.firmwareImageIsPending, "firmware_update"), (.reboot, "reboot_scheduled"), (.factory, "factory_scheduled"),
      (.deviceFactory, "device_factory_scheduled"), (.sync, "sync_scheduled"), (.reconf, "reconf_scheduled"),
    ]
    return flags.filter { device[$0.0] == .boolean(true) }.map(\.1)
  }
}
