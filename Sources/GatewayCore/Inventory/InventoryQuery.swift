package import JSON

/// How current an answer must be.
package struct ReadPolicy: Sendable, Equatable {
  /// Seconds; serve what is younger, else go upstream.
  package var maxAge: Double?
  /// Serve what is there when upstream cannot be had.
  package var allowStale: Bool?
  package var updateStatus = false
  package var includePending = false

  package init() {}
}

/// One page of a list of devices.
package struct InventoryQuery: Sendable {
  package var filter = InventoryFilter()
  package var sort = InventorySort.byID
  /// Somebody has asked for that order, and does not only take what comes.
  package var isSortAsked = false
  package var limit = 100
  package var after: SortKey?
  package var wantsTotal = false
  package var policy = ReadPolicy()

  package init() {}

  /// What a cursor belongs to.
  package static func canonical(_ method: StaticString, _ filter: InventoryFilter, _ sort: InventorySort) -> JSONText {
    JSONText { writer in
      writer.beginArray()
      writer.string(method)
      filter.writeCanonical(to: &writer)
      writer.string(sort.text)
      writer.endArray()
    }
  }
}
