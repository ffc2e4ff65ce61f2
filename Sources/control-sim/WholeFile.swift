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

/// Writes to standard output at once.
enum StandardOutput {
  static func write(_ text: String) {
    DescriptorWriter.write(Array(text.utf8), to: STDOUT_FILENO)
  }
}

/// Writes all of some bytes to a descriptor that may take them in parts.
enum DescriptorWriter {
  /// Whoever reads may be gone; then there is nobody to tell.
  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Glibc.write(descriptor, $0 + done, bytes.count - done) } ?? -1
      }
      if count > 0 { done += count } else if errno != EINTR { return }
    }
  }
}
