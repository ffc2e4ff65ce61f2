internal import GatewayCore
internal import JSON

/// A device of the fleet at one moment.
struct SimulatedDevice: DeviceRecord {
  let generator: DeviceGenerator
  let number: Int
  /// Nil for a generated device that nobody has changed.
  let state: DeviceState?
  let now: Timestamp
  /// Where texts of whole devices are kept; nil where nobody is expected to ask again.
  var texts: DeviceTexts?

  var id: Int { number }

  private var generated: GeneratedDevice { GeneratedDevice(generator, number) }

  subscript(field: DeviceField) -> DeviceValue? {
    guard let state else { return generated.value(of: field, at: now) }
    if let live = live(field, state.life) { return live }
    if let told = state.told[field] { return told }
    if let base = state.base { return base[field] }
    return generated.value(of: field, at: now)
  }

  func write(_ fields: FieldSet, to writer: inout JSONWriter) {
    if state != nil {
      writeStored(fields, to: &writer)
    } else if let texts, fields == .all {
      texts.write(generated, at: now, to: &writer)
    } else {
      generated.write(fields, at: now, to: &writer)
    }
  }

  private func writeStored(_ fields: FieldSet, to writer: inout JSONWriter) {
    writer.beginObject()
    for field in fields.fields {
      guard let value = self[field] else { continue }
      writer.member(field.key)
      value.write(to: &writer)
    }
    writer.endObject()
  }

  /// Members that tell how the device does; nil for all others.
  private func live(_ field: DeviceField, _ life: DeviceLife) -> DeviceValue? {
    switch field {
    case .id: return .integer(number)
    case .status: return .status(life.forcedStatus ?? (life.hasBeenSeen ? life.status : .unknown))
    case .statusChange: return moment(life.statusChange, field)
    case .lastConnection: return moment(life.lastConnection(at: now), field)
    case .lastConfiguration: return moment(life.lastConfiguration, field)
    case .reboot: return .boolean(life.isFlagged(.reboot))
    case .factory: return .boolean(life.isFlagged(.factory))
    case .deviceFactory: return .boolean(life.isFlagged(.deviceFactory))
    case .sync: return .boolean(life.isFlagged(.sync))
    case .reconf: return .boolean(life.isFlagged(.reconf))
    case .firmwareImageIsPending: return .boolean(life.isFlagged(.firmware))
    case .pendingSettings: return .texts(life.tasks.flatMap(\.pendingTexts).map { ExactString($0) })
    case .hasPending: return .boolean(life.tasks.contains { !$0.flags.isEmpty })
    default: return nil
    }
  }

  /// A time in the words in which it was told, if it is still the same; absent where nobody ever told one.
  private func moment(_ instant: Timestamp?, _ field: DeviceField) -> DeviceValue? {
    let written = state?.told[field] ?? state?.base?[field]
    if let written, written.instant == instant { return written }
    if instant == nil, state?.base != nil, written == nil { return nil }
    return instant.map { .time($0) } ?? .null
  }
}

extension DeviceLife {
  fileprivate func isFlagged(_ kind: OperationKind) -> Bool {
    work?.flags.contains(kind) ?? false || waiting.contains { $0.flags.contains(kind) }
  }

  /// What it does and what waits behind that.
  fileprivate var tasks: [Work] { (work.map { [$0] } ?? []) + waiting }
}

extension DeviceLife.Work {
  /// In the words of the vendor's newest pages.
  fileprivate var pendingTexts: [String] {
    kinds.filter { flags.contains($0) }.map { kind in
      switch kind {
      case .reboot: "Reboot requested"
      case .factory: "Factory reset requested"
      case .deviceFactory: "Device factory reset requested"
      case .sync: "Sync requested"
      case .reconf: "Reconfiguration requested"
      case .firmware: "Firmware upgrade to image \(image ?? 0) pending"
      case .get, .set, .addObject, .deleteObject: "Parameters requested"
      }
    }
  }
}
