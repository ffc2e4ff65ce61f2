internal import GatewayCore
internal import JSON

/// Writes devices in one of the formats that can be imported again.
struct DeviceFileWriter: ~Copyable {
  private let file: FileWriter
  private let format: DeviceFormat
  private let fields: [DeviceField]
  private let wanted: FieldSet
  private(set) var rows = 0
  /// One device at a time.
  private var text = JSONWriter(reserving: 4096)

  /// - Parameter fields: the columns of CSV, in that order.
  init(_ file: FileWriter, _ format: DeviceFormat, _ fields: [DeviceField]) throws(GatewayError) {
    self.file = file
    self.format = format
    self.fields = fields
    wanted = FieldSet(fields)
    switch format {
    case .csv: try file.write(CSVWriter.row(fields.map { "\($0.name)" }))
    case .ndjson: break
    case .json: try file.write("[".utf8)
    }
  }

  mutating func write(_ device: any DeviceRecord) throws(GatewayError) {
    switch format {
    case .csv: try file.write(CSVWriter.row(fields.map { DeviceColumn.cell(device[$0]) }))
    case .ndjson:
      try writeText(of: device)
      try file.write("\n".utf8)
    case .json:
      try file.write((rows == 0 ? "\n" : ",\n").utf8)
      try writeText(of: device)
    }
    rows += 1
  }

  func end() throws(GatewayError) {
    if format == .json { try file.write("\n]\n".utf8) }
  }

  private mutating func writeText(of device: any DeviceRecord) throws(GatewayError) {
    text.reset(keepingUpTo: DeviceFileWriter.keptText)
    device.write(wanted, to: &text)
    try file.write(text.bytes)
  }

  private static let keptText = 1 << 20
}
