/// Writes CSV as RFC 4180 has it, with quotes only where they are needed.
package enum CSVWriter {
  /// One row with its line end, which is that of RFC 4180 unless told.
  package static func row(_ cells: some Sequence<String>, lineEnd: String = "\r\n") -> [UInt8] {
    var bytes: [UInt8] = []
    var isFirst = true
    for cell in cells {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      append(cell, to: &bytes)
    }
    bytes += lineEnd.utf8
    return bytes
  }

  private static func append(_ cell: String, to bytes: inout [UInt8]) {
    let special: Set<UInt8> = [0x22, 0x2C, 0x0A, 0x0D]
    guard cell.utf8.contains(where: { special.contains($0) }) else {
      bytes += cell.utf8
      return
    }
    bytes.append(0x22)
    for byte in cell.utf8 {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }
}
