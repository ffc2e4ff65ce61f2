internal import GatewayCore
internal import JSON

/// The rows of an import: those of a file, or those that came with the request.
struct ImportRows {
  private enum Source {
    case file(DeviceRows, FileReader)
    case request([JSONText])
  }

  private var source: Source
  private(set) var row = 0
  /// How many there are, where that is known before the end.
  let total: Int?

  init(_ rows: [JSONText]) {
    source = .request(rows)
    total = rows.count
  }

  /// - Throws: `io_error` for a file that cannot be opened, `invalid_params` for one that cannot be understood.
  init(_ path: String, _ format: DeviceFormat) throws(GatewayError) {
    let reader = try FileReader(path)
    do throws(RowError) {
      source = .file(try DeviceRows(ByteSource(more: { reader.next() }), format: format), reader)
    } catch {
      if let failure = reader.failure { throw failure }
      throw GatewayError(
        .invalidParams, "/path: the file is no \(format.rawValue) of devices: \(error.reason)", path: "/path")
    }
    total = nil
  }

  /// Nothing behind the last error can be told apart.
  var isBroken: Bool {
    if case .file(let rows, _) = source { return rows.isBroken }
    return false
  }

  mutating func next() throws(RowError) -> [UInt8]? {
    switch source {
    case .request(let rows):
      guard row < rows.count else { return nil }
      row += 1
      return rows[row - 1].bytes
    case .file(var rows, let reader):
      defer {
        source = .file(rows, reader)
        row = rows.row
      }
      let next = try rows.next()
      if next == nil, let failure = reader.failure { throw RowError(row: rows.row, failure.message) }
      return next
    }
  }
}
