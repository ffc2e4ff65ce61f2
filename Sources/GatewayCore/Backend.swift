package import JSON

/// Where devices come from and are written to.
///
/// What a backend cannot do it declares in its capabilities and refuses as `unsupported`; it never answers something
/// else instead.
package protocol InventoryBackend: Sendable {
  /// Its name in `gateway.info` and in freshness.
  var kind: StaticString { get }
  var capabilities: BackendCapabilities { get }

  /// The id of the device that a selector names, as far as that is known without asking upstream.
  func knownID(of selector: DeviceSelector) -> Int?

  /// What ``get(_:_:)`` answers, when nothing has to be waited for; nil when something has.
  func readingAtHand(_ selector: DeviceSelector, _ policy: ReadPolicy) throws(GatewayError) -> DeviceReading?

  func get(_ selector: DeviceSelector, _ policy: ReadPolicy) async throws(GatewayError) -> DeviceReading

  /// The device that a selector names, for an operation on it: an id, or a name that was read lately, needs no upstream.
  func resolve(_ selector: DeviceSelector) async throws(GatewayError) -> ResolvedDevice

  /// One page in the order that was asked for.
  func list(_ query: InventoryQuery) async throws(GatewayError) -> DevicePage

  /// What ``list(_:)`` answers, when nothing has to be waited for and it takes a fraction of a millisecond; nil when not.
  func pageAtHand(_ query: InventoryQuery) -> DevicePage?

  /// How many devices there are of each combination of values; members that are not told count as null.
  func summarize(
    _ fields: [DeviceField], _ filter: InventoryFilter, _ policy: ReadPolicy
  ) async throws(GatewayError) -> [SummaryGroup]

  /// - Throws: `already_exists` for a name or serial number that another device has.
  func create(_ attributes: DeviceAttributes) async throws(GatewayError) -> any DeviceRecord

  func update(_ selector: DeviceSelector, _ attributes: DeviceAttributes) async throws(GatewayError) -> DeviceUpdate

  /// Like an update by what ``DeviceAttributes/replacement()`` says.
  func replace(_ selector: DeviceSelector, _ attributes: DeviceAttributes) async throws(GatewayError) -> DeviceUpdate

  func delete(_ selector: DeviceSelector) async throws(GatewayError)

  /// Tells every change of a device from now on, in the order in which they happen.
  ///
  /// - Throws: `unsupported` where nothing tells changes.
  func watch(_ observer: @escaping @Sendable (DeviceChange) -> Void) throws(GatewayError) -> WatchKey
  func unwatch(_ key: WatchKey)

  /// One page of all devices, told whole, for a cache that keeps them.
  func page(of walk: InventoryWalk) async throws(GatewayError) -> WalkPage

  /// What is known of a device's parameters without asking it; nil when nothing is.
  func knownParameters(of device: Int) -> ParameterTree?
}

extension InventoryBackend {
  package func pageAtHand(_ query: InventoryQuery) -> DevicePage? { nil }

  /// For a source whose lists tell devices whole and come in the order of ids: a place is the id of the row before it.
  package func page(of walk: InventoryWalk) async throws(GatewayError) -> WalkPage {
    var query = InventoryQuery()
    query.filter.statusChangedSince = walk.changedSince
    query.after = walk.place > 0 ? SortKey(value: .number(walk.place), id: walk.place) : nil
    query.limit = walk.limit
    let found = try await list(query)
    var page = WalkPage()
    page.devices = found.devices
    page.next = found.next?.id
    page.total = found.total
    return page
  }
}

/// Where a walk through all devices of a source stands.
package struct InventoryWalk: Sendable {
  /// Only devices whose status changed at this instant or later.
  package var changedSince: Timestamp?
  /// As a page before told it; 0 for the first page.
  package var place = 0
  package var limit = 1000

  package init() {}
}

/// One page of a walk; a source may repeat rows and leave rows out when devices come and go meanwhile.
package struct WalkPage: Sendable {
  package var devices: [any DeviceRecord] = []
  /// Where the next page begins; nil behind the last row.
  package var next: Int?
  /// Where the pages behind the next one would begin: they may be read side by side, and count only if the page before
  /// them ends there.
  package var ahead: [Int] = []
  package var total: Int?

  package init() {}
}

/// A device that an operation is for, and its record as far as it is known without asking.
package struct ResolvedDevice: Sendable {
  package let id: Int
  package let record: (any DeviceRecord)?

  package init(id: Int, record: (any DeviceRecord)?) {
    self.id = id
    self.record = record
  }
}

/// A device and how fresh it is.
package struct DeviceReading: Sendable {
  package let device: any DeviceRecord
  package let freshness: Freshness

  package init(_ device: any DeviceRecord, _ freshness: Freshness) {
    self.device = device
    self.freshness = freshness
  }
}

package struct DevicePage: Sendable {
  package var devices: [any DeviceRecord] = []
  /// Where the next page begins; nil behind the last row.
  package var next: SortKey?
  package var total: Int?
  /// Rows that were read to find these, where the source could not filter by itself.
  package var scanned: Int?
  package let freshness: Freshness

  package init(_ freshness: Freshness) {
    self.freshness = freshness
  }
}

package struct SummaryGroup: Sendable {
  /// In the order of the fields.
  package let key: [DeviceValue]
  package let count: Int

  package init(key: [DeviceValue], count: Int) {
    self.key = key
    self.count = count
  }
}

package struct DeviceUpdate: Sendable {
  package let device: any DeviceRecord
  /// Names of members whose value differs now, `last_change` aside.
  package let changed: [StaticString]

  package init(device: any DeviceRecord, changed: [StaticString]) {
    self.device = device
    self.changed = changed
  }

  /// Whether anything differs that is set by writing: a device may inform while it is written, and what moves by itself
  /// then is not the update's doing.
  package var hasWritten: Bool {
    changed.contains { name in
      // A password is no member that is told.
      guard let field = DeviceField(named: "\(name)") else { return true }
      return [.sets, .setsNeverNull].contains(field.writing)
    }
  }
}

/// One change of one device; `before` is nil for a new one, `after` for one that is gone.
package struct DeviceChange: Sendable {
  package let before: (any DeviceRecord)?
  package let after: (any DeviceRecord)?

  package init(before: (any DeviceRecord)?, after: (any DeviceRecord)?) {
    self.before = before
    self.after = after
  }
}

/// Names one observer of a backend.
package struct WatchKey: Hashable, Sendable {
  package let number: Int

  package init(number: Int) {
    self.number = number
  }
}

/// What a backend can do, told by `gateway.info`.
package struct BackendCapabilities: Sendable {
  /// Lists can be sorted by any single member.
  package var sorts = true
  /// Every filter is answered by the source itself.
  package var filters = true
  /// Cursors survive inserts and deletes.
  package var stableCursors = true
  /// Changes are told as they happen, not found by asking.
  package var pushesChanges = true
  /// Where the values of a `get` appear: `transaction`, `variables`, `log`, `none` where nothing tells them, and
  /// `unprobed` as long as nobody has asked.
  package var headlessResults: StaticString = "transaction"
  /// Wildcards and expressions of `parameter.get` can be expanded without asking the device.
  package var knowsParameters = true
  /// Methods `mock.*` steer it.
  package var isSteered = false

  package init() {}

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (name, flag) in [
      ("sorts" as StaticString, sorts), ("filters", filters), ("stable_cursors", stableCursors),
      ("pushes_changes", pushesChanges), ("knows_parameters", knowsParameters), ("mock_methods", isSteered),
    ] {
      writer.member(name)
      writer.boolean(flag)
    }
    writer.member("headless_results")
    writer.string(headlessResults)
    writer.endObject()
  }
}
