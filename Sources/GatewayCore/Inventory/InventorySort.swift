package import JSON

/// One member to sort by: texts by code point, nulls last both ways, ties by rising id both ways.
package struct InventorySort: Hashable, Sendable {
  package let field: DeviceField
  package let isDescending: Bool

  package static let byID = InventorySort(field: .id, isDescending: false)

  /// The text that asks for it: `name` or `-name`.
  package var text: String {
    (isDescending ? "-" : "") + "\(field.name)"
  }
}

extension InventorySort: JSONReadable {
  package init(reading value: JSONValue) throws(JSONReadError) {
    let text = try value.readString()
    isDescending = text.hasPrefix("-")
    let name = isDescending ? String(text.dropFirst()) : text
    guard let field = DeviceField(named: name) else { throw DeviceField.unknown(name) }
    guard field.kind != .texts, field.kind != .object else {
      throw JSONReadError("devices cannot be sorted by \(field.name), which is no single value")
    }
    self.field = field
  }
}

/// Where a device stands in a sorted list.
///
/// Nil for a value that is null or not told.
package struct SortKey: Hashable, Sendable {
  package let value: Value?
  package let id: Int

  package enum Value: Hashable, Sendable {
    case number(Int)
    case text(ExactString)
  }

  package init(_ device: any DeviceRecord, by sort: InventorySort) {
    value = device[sort.field].flatMap(SortKey.value)
    id = device.id
  }

  /// The key of a value that stands for itself.
  package init(_ value: DeviceValue, id: Int) {
    self.value = SortKey.value(value)
    self.id = id
  }

  package init(value: Value?, id: Int) {
    self.value = value
    self.id = id
  }

  private static func value(_ value: DeviceValue) -> Value? {
    switch value {
    case .integer(let number): .number(number)
    case .boolean(let flag): .number(flag ? 1 : 0)
    case .text(let text): .text(text)
    case .status(let status): .text(ExactString(status.rawValue))
    case .time(let text): value.instant.map { .number($0.milliseconds) } ?? .text(text)
    case .null, .texts, .object: nil
    }
  }

  /// Whether this stands before `other` in that order.
  package func precedes(_ other: SortKey, descending: Bool) -> Bool {
    switch (value, other.value) {
    case (nil, nil): return id < other.id
    case (nil, _): return false
    case (_, nil): return true
    case (let mine?, let theirs?):
      if mine == theirs { return id < other.id }
      return SortKey.isLess(mine, theirs) != descending
    }
  }

  private static func isLess(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)): left < right
    case (.text(let left), .text(let right)): left < right
    case (.number, .text): true
    case (.text, .number): false
    }
  }
}
