internal import GatewayCore
internal import JSON
internal import JSONRPC

/// Tells changes of devices that pass a filter before or after (`inventory.watch`).
final class InventorySubscription: Subscription {
  let name: String
  private let backend: any InventoryBackend
  private let queue: EventQueue<InventoryEvent>
  private let key: WatchKey

  /// - Throws: `unsupported` where the backend tells no changes.
  init(
    _ name: String, _ filter: InventoryFilter, _ services: GatewayServices, _ session: Session
  ) throws(GatewayError) {
    self.name = name
    backend = services.inventory
    let queue = EventQueue<InventoryEvent>(session) { event, sequence, hasGap, session in
      session.notify("inventory.changed") { params in
        params.member("subscription")
        params.string(name)
        params.member("sequence")
        params.integer(sequence)
        event.write(to: &params, hasGap: hasGap)
      }
    }
    self.queue = queue
    key = try backend.watch { change in
      if let event = InventoryEvent(change, filter) { queue.add(event) }
    }
  }

  func open() { queue.open() }

  func end() {
    backend.unwatch(key)
    queue.end()
  }
}

/// What became of one device.
struct InventoryEvent: MergingEvent {
  enum Kind: String {
    case created
    case updated
    case deleted
  }

  let kind: Kind
  /// As it is now; of a deleted one, as it was last.
  let device: any DeviceRecord
  let changed: [DeviceField]

  var key: Int { device.id }

  /// Times that move with every session are no change worth telling.
  private static let silent: Set<DeviceField> = [.lastConnection, .lastConfiguration, .lastChange]

  /// Nil when the filter leaves it out, or nothing changed that is told.
  init?(_ change: DeviceChange, _ filter: InventoryFilter) {
    let passesBefore = change.before.map { filter.matches($0) } ?? false
    let passesAfter = change.after.map { filter.matches($0) } ?? false
    guard passesBefore || passesAfter else { return nil }
    switch (change.before, change.after) {
    case (nil, let after?): self.init(.created, after, [])
    case (let before?, nil): self.init(.deleted, before, [])
    case (let before?, let after?):
      let changed = after.changed(from: before).filter { !InventoryEvent.silent.contains($0) }
      guard !changed.isEmpty else { return nil }
      self.init(.updated, after, changed)
    case (nil, nil): return nil
    }
  }

  private init(_ kind: Kind, _ device: any DeviceRecord, _ changed: [DeviceField]) {
    self.kind = kind
    self.device = device
    self.changed = changed
  }

  func merged(with later: InventoryEvent) -> InventoryEvent? {
    switch (kind, later.kind) {
    case (.created, .deleted): return nil
    case (.created, _): return InventoryEvent(.created, later.device, [])
    case (_, .deleted): return later
    case (.updated, _), (.deleted, _):
      let all = Set(changed + later.changed)
      return InventoryEvent(.updated, later.device, DeviceField.allCases.filter { all.contains($0) })
    }
  }

  func write(to params: inout JSONWriter, hasGap: Bool) {
    params.member("event")
    params.string(kind.rawValue)
    params.member("device")
    device.write(.all, to: &params)
    params.member("changed")
    params.beginArray()
    for field in changed { params.string(field.name) }
    params.endArray()
    guard hasGap else { return }
    params.member("gap")
    params.boolean(true)
  }
}
