internal import GatewayCore
internal import Glibc

/// Reads a file into memory.
enum WholeFile {
  static func read(_ path: String) throws(RowError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw RowError(row: 0, SystemFailure("cannot open").description) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      guard count >= 0 else { throw RowError(row: 0, SystemFailure("cannot read").description) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }
}
