internal import JSON

/// Counts devices by their values of some members; a member that is not told counts as null.
package struct SummaryGroups {
  private let fields: [DeviceField]
  private var counts: [[DeviceValue]: Int] = [:]

  /// More groups than this are no summary.
  private static let most = 10_000

  package init(_ fields: [DeviceField]) {
    self.fields = fields
  }

  /// - Throws: `overloaded` for too many groups.
  package mutating func add(_ device: any DeviceRecord) throws(GatewayError) {
    try add(fields.map { device[$0] ?? .null }, count: 1)
  }

  /// Adds so many devices of the same values.
  package mutating func add(_ key: [DeviceValue], count: Int) throws(GatewayError) {
    counts[key, default: 0] += count
    guard counts.count <= SummaryGroups.most else {
      throw GatewayError(
        .overloaded, "more than \(SummaryGroups.most) groups", hint: "group by members that have fewer values")
    }
  }

  /// By the first member, then the next; nulls last, and one instant in two spellings by its text.
  package var sorted: [SummaryGroup] {
    counts.map { SummaryGroup(key: $0.key, count: $0.value) }.sorted { SummaryGroups.precedes($0.key, $1.key) }
  }

  private static func precedes(_ left: [DeviceValue], _ right: [DeviceValue]) -> Bool {
    for (mine, theirs) in zip(left, right) where mine != theirs {
      let keys = [mine, theirs].map { SortKey($0, id: 0) }
      if keys[0] == keys[1], case (.time(let mine), .time(let theirs)) = (mine, theirs) { return mine < theirs }
      return keys[0].precedes(keys[1], descending: false)
    }
    return false
  }
}
