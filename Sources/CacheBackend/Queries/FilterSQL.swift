internal import GRDB
internal import GatewayCore
internal import JSON

/// Conditions on the table `device`, with what their question marks stand for.
struct SQLCondition {
  var text: String
  var arguments: [SQLValue] = []

  init(_ text: String, _ arguments: [SQLValue] = []) {
    self.text = text
    self.arguments = arguments
  }

  static func and(_ conditions: [SQLCondition]) -> SQLCondition {
    guard !conditions.isEmpty else { return SQLCondition("1") }
    return SQLCondition(conditions.map(\.text).joined(separator: " AND "), conditions.flatMap(\.arguments))
  }
}

extension InventoryFilter {
  /// The same filter in SQL, but for the search: together they pass exactly what ``matches(_:)`` passes.
  var conditionsInSQL: [SQLCondition] {
    var sql = conditions.map(\.inSQL)
    if let statusChangedSince {
      // A time that is none is a text, which SQLite takes for greater than any number.
      sql.append(
        SQLCondition(
          "device.status_change >= ? AND device.status_change < ''", [.integer(statusChangedSince.milliseconds)]))
    }
    return sql
  }
}

extension FieldCondition {
  var isOneValue: Bool {
    guard alternatives.count == 1, let only = alternatives.first else { return false }
    if case .glob(let glob) = only { return glob.exact != nil }
    return true
  }

  var inSQL: SQLCondition {
    let column = "device.\(field.name)"
    var (values, globs): ([SQLValue], [SQLCondition]) = ([], [])
    var patterns: [Glob] = []
    for alternative in alternatives {
      switch alternative {
      case .value(let value): values.append(value.inSQL)
      case .glob(let glob):
        if let exact = glob.exact { values.append(.text(exact.text)) } else { patterns.append(glob) }
      }
    }
    if patterns.count > FieldCondition.mostPatterns {
      globs.append(FieldCondition.anyOf(patterns, column))
    } else {
      globs += patterns.map { $0.inSQL(column) }
    }
    if values.count == 1 {
      globs.append(SQLCondition("\(column) = ?", values))
    } else if !values.isEmpty {
      globs.append(SQLCondition("\(column) IN (\(values.map { _ in "?" }.joined(separator: ", ")))", values))
    }
    guard globs.count != 1 else { return globs[0] }
    guard !globs.isEmpty else { return SQLCondition("0") }
    return SQLCondition("(\(globs.map(\.text).joined(separator: " OR ")))", globs.flatMap(\.arguments))
  }

  /// As many conditions as SQLite is given side by side, of the thousand that it would take.
  private static let mostPatterns = 100

  private static func anyOf(_ patterns: [Glob], _ column: String) -> SQLCondition {
    let list = JSONText { writer in
      writer.beginArray()
      for pattern in patterns { writer.string(pattern.pattern.text) }
      writer.endArray()
    }
    return SQLCondition(
      "EXISTS (SELECT 1 FROM json_each(?) WHERE cpegate_glob(value, \(column)))", [.text(list.string)])
  }
}

extension DeviceValue {
  fileprivate var inSQL: SQLValue {
    switch self {
    case .integer(let number): .integer(number)
    case .boolean(let flag): .integer(flag ? 1 : 0)
    case .text(let text): .text(text.text)
    case .status(let status): .text(status.rawValue)
    case .time(let text): instant.map { .integer($0.milliseconds) } ?? .text(text.text)
    case .null, .texts, .object: .null
    }
  }
}

extension Glob {
  /// As GLOB of SQLite has it, where `?` and `[` stand for themselves only in brackets; what comes before the first `*`
  /// is a range too, for an index.
  fileprivate func inSQL(_ column: String) -> SQLCondition {
    guard pattern.text.utf8.count <= Glob.longestInSQL else {
      return SQLCondition("cpegate_glob(?, \(column))", [.text(pattern.text)])
    }
    var text = ""
    for character in pattern.text.unicodeScalars {
      switch character {
      case "?": text += "[?]"
      case "[": text += "[[]"
      default: text.unicodeScalars.append(character)
      }
    }
    var condition = SQLCondition("\(column) GLOB ?", [.text(text)])
    let prefix = Array(pattern.text.utf8.prefix { $0 != UInt8(ascii: "*") })
    if let last = prefix.last, last < 0x7F {
      let end = prefix.dropLast() + [last + 1]
      condition.text += " AND \(column) >= ? AND \(column) < ?"
      condition.arguments += [
        .text(String(decoding: prefix, as: UTF8.self)), .text(String(decoding: end, as: UTF8.self)),
      ]
    }
    condition.text = "(\(condition.text))"
    return condition
  }

  /// Brackets make a pattern up to three times as long, and SQLite takes none of more than 50,000 bytes.
  private static let longestInSQL = 16_000

  /// The same for patterns that SQLite would not take.
  static let function = DatabaseFunction("cpegate_glob", argumentCount: 2, pure: true) { values in
    guard let pattern = String.fromDatabaseValue(values[0]), let text = String.fromDatabaseValue(values[1]) else {
      return nil
    }
    return Glob(pattern).matches(text)
  }
}
