internal import GatewayCore
internal import JSON

/// The columns of the table `device`, in which lists filter and sort.
enum DeviceColumns {
  struct Column {
    let name: String
    let field: DeviceField
  }

  static let all: [Column] = [
    DeviceField.id, .name, .serialNumber, .uuid, .customerID, .isActive, .status, .statusChange, .type,
    .softwareVersion, .manufacturer, .productClass, .organizationID, .firmwareImage, .location, .hasPending,
    .lastConnection,
  ].map { Column(name: "\($0.name)", field: $0) }

  static let fields = Set(all.map(\.field))

  static func bind(_ device: any DeviceRecord, to statement: SQLStatement) {
    for (place, column) in all.enumerated() {
      bind(column.field, of: device, to: statement, at: Int32(place + 1))
    }
  }

  static func bind(_ field: DeviceField, of device: any DeviceRecord, to statement: SQLStatement, at: Int32) {
    switch device[field] {
    case nil, .null, .texts, .object: statement.bindNull(at)
    case .integer(let number): statement.bind(at, number)
    case .boolean(let flag): statement.bind(at, flag ? 1 : 0)
    case .text(let text): statement.bind(at, text: text.text.utf8Span.span)
    case .status(let status): statement.bind(at, status.rawValue)
    case .time(let text):
      if let instant = Timestamp(text.text) {
        statement.bind(at, instant.milliseconds)
      } else {
        statement.bind(at, text: text.text.utf8Span.span)
      }
    }
  }
}
