internal import Glibc

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
