internal import GRDB
internal import GatewayCore
internal import JSON

extension DeviceField {
  /// What lists are sorted and grouped by: the column, or what the text of the record tells.
  ///
  /// Null for a value that is null or not told.
  var inSQL: String {
    if DeviceColumns.fields.contains(self) { return "device.\(name)" }
    let value = "json_extract(record.text, '$.\(name)')"
    return kind == .time ? "cpegate_milliseconds(\(value))" : value
  }

  /// A time as lists sort it: milliseconds since 1970; the text itself when it is no time.
  static let milliseconds = DatabaseFunction("cpegate_milliseconds", argumentCount: 1, pure: true) { values in
    guard let text = String.fromDatabaseValue(values[0]) else { return nil }
    return Timestamp(text)?.milliseconds ?? text
  }

  var isColumn: Bool { DeviceColumns.fields.contains(self) }
}

/// A run of rows of a sorted list: all those of a list are three, one behind the other, each of which an index can give
/// in its order.
///
/// One condition for all three would have SQLite read and sort everything behind the place where a page begins.
struct SortRun {
  var condition: SQLCondition
  let order: String

  /// The runs that make up what stands behind a place, or all.
  static func runs(_ sort: InventorySort, behind place: SortKey?) -> [SortRun] {
    let (value, id) = (sort.field.inSQL, "device.id")
    if sort.field == .id {
      let order = "\(id) \(sort.isDescending ? "DESC" : "ASC")"
      guard let place else { return [SortRun(condition: SQLCondition("1"), order: order)] }
      return [
        SortRun(condition: SQLCondition("\(id) \(sort.isDescending ? "<" : ">") ?", [.integer(place.id)]), order: order)
      ]
    }
    let beyond = sort.isDescending ? "<" : ">"
    let order = "\(value) \(sort.isDescending ? "DESC" : "ASC"), \(id)"
    let isBehind = place.map { [SQLCondition("\(id) > ?", [.integer($0.id)])] } ?? []
    var nulls = SortRun(condition: SQLCondition("\(value) IS NULL"), order: id)
    guard let place else { return [SortRun(condition: SQLCondition("\(value) IS NOT NULL"), order: order), nulls] }
    guard let last = place.value?.inSQL else {
      nulls.condition = .and([nulls.condition] + isBehind)
      return [nulls]
    }
    return [
      SortRun(condition: .and([SQLCondition("\(value) = ?", [last])] + isBehind), order: id),
      SortRun(condition: SQLCondition("\(value) \(beyond) ?", [last]), order: order), nulls,
    ]
  }
}

extension SortKey.Value {
  var inSQL: SQLValue {
    switch self {
    case .number(let number): .integer(number)
    case .text(let text): .text(text.text)
    }
  }
}
