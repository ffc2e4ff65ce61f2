internal import JSON

/// How devices are written in a file.
package enum DeviceFormat: String, CaseIterable, Sendable {
  /// RFC 4180 with a header of device members.
  case csv
  /// One JSON object per line.
  case ndjson
  /// A JSON array of objects.
  case json
}

/// Takes devices out of a file one by one, each as the text of a JSON object; row 1 is the first device.
package struct DeviceRows {
  private enum Source {
    case csv(CSVReader, columns: [DeviceColumn])
    case ndjson(ByteSource)
    case json([JSONText])
  }

  private var source: Source
  /// The number of the row that was taken last.
  package private(set) var row = 0

  /// - Throws: for a file that cannot be understood as a whole: no JSON array, an unknown column.
  package init(_ bytes: ByteSource, format: DeviceFormat) throws(RowError) {
    switch format {
    case .csv:
      var reader = CSVReader(bytes)
      guard let header = try reader.next() else {
        throw RowError(row: 0, "expected a header of device members, found nothing")
      }
      source = .csv(reader, columns: try DeviceColumn.read(header))
    case .ndjson:
      source = .ndjson(bytes)
    case .json:
      source = .json(try DeviceRows.elements(bytes))
    }
  }

  /// The text of the next row, or nil behind the last.
  ///
  /// - Throws: for a row that is no object; the rows behind it can still be taken, unless ``isBroken``.
  package mutating func next() throws(RowError) -> [UInt8]? {
    switch source {
    case .csv(var reader, let columns):
      defer { source = .csv(reader, columns: columns) }
      row += 1
      let cells: [String]?
      do throws(RowError) {
        cells = try reader.next()
      } catch {
        isBroken = true
        throw RowError(row: row, error.reason)
      }
      guard let cells else { return nil }
      guard cells.count == columns.count else {
        throw RowError(row: row, "expected \(columns.count) cells, found \(cells.count)")
      }
      return DeviceColumn.object(columns, cells).bytes
    case .ndjson(var bytes):
      defer { source = .ndjson(bytes) }
      guard let line = DeviceRows.line(&bytes) else { return nil }
      row += 1
      return line
    case .json(let elements):
      guard row < elements.count else { return nil }
      row += 1
      return elements[row - 1].bytes
    }
  }

  /// Nothing behind the last error can be told apart.
  package private(set) var isBroken = false

  private static func line(_ bytes: inout ByteSource) -> [UInt8]? {
    while bytes.peek() != nil {
      var line: [UInt8] = []
      while let byte = bytes.next(), byte != UInt8(ascii: "\n") { line.append(byte) }
      if line.contains(where: { $0 > 0x20 }) { return line }
    }
    return nil
  }

  private static func elements(_ source: ByteSource) throws(RowError) -> [JSONText] {
    var (source, text) = (source, [UInt8]())
    while let byte = source.next() { text.append(byte) }
    do throws(JSONParseError) {
      let document = try JSONDocument(parsing: text.span)
      let elements: [JSONText]? = document.read { root in
        guard root.kind == .array else { return nil }
        var elements: [JSONText] = []
        root.forEachElement { _, element in elements.append(JSONText(element)) }
        return elements
      }
      guard let elements else { throw JSONParseError(reason: "expected an array of devices", line: 1, position: 0) }
      return elements
    } catch {
      throw RowError(row: 0, "\(error.reason), at \(error.place)")
    }
  }
}

/// A column of a CSV file of devices.
package enum DeviceColumn: Equatable, Sendable {
  case field(DeviceField)
  case password

  static func read(_ header: [String]) throws(RowError) -> [DeviceColumn] {
    var columns: [DeviceColumn] = []
    for name in header {
      let column: DeviceColumn
      if let field = DeviceField(named: name) {
        column = .field(field)
      } else if name == "password" {
        column = .password
      } else {
        let error = DeviceField.unknown(name)
        throw RowError(row: 0, error.reason)
      }
      guard !columns.contains(column) else {
        throw RowError(row: 0, "column \"\(JSONReadError.clip(name))\" stands twice")
      }
      columns.append(column)
    }
    return columns
  }

  /// A row as a JSON object: an empty cell is not told, and a cell that does not fit its column stays a text, so that
  /// whoever reads the object says what was expected.
  static func object(_ columns: [DeviceColumn], _ cells: [String]) -> JSONText {
    JSONText { writer in
      writer.beginObject()
      for (column, cell) in zip(columns, cells) where !cell.isEmpty {
        switch column {
        case .password:
          writer.member("password")
          writer.string(cell)
        case .field(let field):
          writer.member(field.name)
          write(cell, of: field, to: &writer)
        }
      }
      writer.endObject()
    }
  }

  private static func write(_ cell: String, of field: DeviceField, to writer: inout JSONWriter) {
    switch field.kind {
    case .integer: if let number = Int(cell) { return writer.integer(number) }
    case .boolean: if cell == "true" || cell == "false" { return writer.boolean(cell == "true") }
    case .texts, .object:
      if let document = try? JSONDocument(parsing: Array(cell.utf8).span) {
        return document.read { root in writer.copy(root) }
      }
    case .status:
      if let number = Int(cell) { return writer.integer(number) }
      if cell == "true" || cell == "false" { return writer.boolean(cell == "true") }
    case .text, .decimalText, .time: break
    }
    writer.string(cell)
  }

  /// The cell of a value: nothing for what is null or not told.
  package static func cell(_ value: DeviceValue?) -> String {
    switch value {
    case nil, .null: ""
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .text(let text), .time(let text): text.text
    case .status(let status): status.rawValue
    case .texts, .object: JSONText { writer in value?.write(to: &writer) }.string
    }
  }
}
