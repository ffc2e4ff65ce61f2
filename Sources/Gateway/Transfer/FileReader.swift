internal import CLinux
package import GatewayCore
internal import Glibc

/// Reads a regular file piece by piece.
package final class FileReader {
  private let descriptor: Int32
  private let path: String
  /// Why reading stopped before the end of the file.
  private(set) var failure: GatewayError?

  private static let pieceSize = 256 * 1024

  /// - Throws: `io_error` for what cannot be opened or is no regular file.
  package init(_ path: String) throws(GatewayError) {
    // Without blocking: a pipe would hold its opener until somebody writes.
    descriptor = clinux_open(path, O_RDONLY | O_NONBLOCK)
    self.path = path
    guard descriptor >= 0 else { throw .file(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw GatewayError(.ioError, "\(GatewayError.tail(of: path)): not a regular file")
    }
  }

  deinit {
    close(descriptor)
  }

  /// The next piece; nil at the end, or after a failure.
  package func next() -> [UInt8]? {
    var code: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: FileReader.pieceSize) { buffer, count in
      let got = read(descriptor, buffer.baseAddress, buffer.count)
      if got < 0 { code = errno }
      count = max(0, got)
    }
    if code != 0 { failure = .file(path, code) }
    return piece.isEmpty ? nil : piece
  }

  /// All of it.
  package func all() throws(GatewayError) -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = next() { bytes += piece }
    if let failure { throw failure }
    return bytes
  }

  /// A small file that the system makes, such as those below /proc; empty when it cannot be read.
  static func contents(ofSystemFile path: String) -> [UInt8] {
    let descriptor = clinux_open(path, O_RDONLY)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
  }
}

extension GatewayError {
  /// A local file that failed, and what the system said.
  static func file(_ path: String, _ code: Int32) -> GatewayError {
    GatewayError(.ioError, "\(tail(of: path)): \(String(cString: strerror(code)))")
  }

  /// The end of a path, which tells most: an error repeats no more than 200 bytes of what a client sent.
  static func tail(of path: String) -> String {
    guard path.utf8.count > longestTail else { return path }
    var tail = ""
    for scalar in path.unicodeScalars.reversed() where tail.utf8.count < longestTail - 8 {
      tail.unicodeScalars.insert(scalar, at: tail.unicodeScalars.startIndex)
    }
    return "…" + tail
  }

  private static let longestTail = 160
}
