internal import GRDB

/// What is bound to a question mark of a statement, or read from a column.
enum SQLValue: Sendable, Equatable {
  case integer(Int)
  case text(String)
  case null
}

extension SQLValue: DatabaseValueConvertible {
  var databaseValue: DatabaseValue {
    switch self {
    case .integer(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .null: .null
    }
  }

  static func fromDatabaseValue(_ value: DatabaseValue) -> SQLValue? {
    switch value.storage {
    case .int64(let number): .integer(Int(number))
    case .double(let number): .integer(Int(number))
    case .string(let text): .text(text)
    case .null, .blob: .null
    }
  }
}
